using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Polling;
using Forge.Testing;

namespace Forge.Deploy.Tests.Agents;

public sealed class RegistrationFileTests : IDisposable
{
    private static readonly Registration Whole = new() { Agent = "web-1", ServerKey = [1, 2], Credential = "s3cret", Link = "l1nk" };

    private readonly TempDirectory _directory = new();

    private string Path => _directory.Combine("registration.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_WhatWasWritten_IsTheSameAndPrivate()
    {
        using var file = RegistrationFile.Open(Path);
        file.Exists.Should().BeFalse();

        file.Write(Whole with { NextLink = "n" });
        file.Write(Whole);

        file.Read().Should().BeEquivalentTo(Whole);
        File.GetUnixFileMode(Path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_directory.Path).Should().HaveCount(2, "the file and its lock are all that is left");
    }

    [Fact]
    public void Open_Twice_IsRefused()
    {
        using var file = RegistrationFile.Open(Path);

        FluentActions.Invoking(() => RegistrationFile.Open(Path)).Should().Throw<AgentException>().Where(e => e.Failure == AgentFailure.RegistrationFile);
    }

    [Fact]
    public void Open_NoDirectory_IsRefused() =>
        FluentActions.Invoking(() => RegistrationFile.Open(_directory.Combine("nowhere", "file"))).Should().Throw<AgentException>();

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Read_OthersMayReadIt_IsRefused(UnixFileMode more)
    {
        using var file = RegistrationFile.Open(Path);
        file.Write(Whole);
        File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | more);

        file.Invoking(f => f.Read()).Should().Throw<AgentException>().WithMessage("*chmod 600*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"agent\":\"web-1\"}")]
    [InlineData("{\"agent\":\"web-1\",\"serverKey\":\"AQI=\",\"credential\":\"\",\"link\":\"l1nk\"}")]
    [InlineData("{\"agent\":\"i-1\",\"serverKey\":\"AQI=\",\"credential\":\"s3cret\",\"link\":\"l1nk\"}")]
    [InlineData("{\"agent\":null,\"serverKey\":\"AQI=\",\"credential\":\"s3cret\",\"link\":\"l1nk\"}")]
    [InlineData("{\"agent\":\"web-1\",\"serverKey\":\"%\",\"credential\":\"s3cret\",\"link\":\"l1nk\"}")]
    [InlineData("{\"version\":2,\"agent\":\"web-1\",\"serverKey\":\"AQI=\",\"credential\":\"s3cret\",\"link\":\"l1nk\"}")]
    [InlineData("{\"agent\":\"web-1\",\"serverKey\":\"AQI=\",\"credential\":\"s3cret\",\"link\":\"l1nk\",\"iam_session_arn\":\"s3cret\"}")]
    [InlineData("{\"agent\":\"web-1\",\"serverKey\":\"AQI=\",\"credential\":s3cret}")]
    public void Read_Damaged_IsRefusedWithoutQuotingSecrets(string text)
    {
        using var file = RegistrationFile.Open(Path);
        file.Write(Whole);
        File.WriteAllText(Path, text);

        file.Invoking(f => f.Read()).Should().Throw<AgentException>().Where(e => e.Failure == AgentFailure.RegistrationFile && !e.ToString().Contains("s3cret"));
    }

    [Fact]
    public void Read_Missing_SaysHowToMakeOne()
    {
        using var file = RegistrationFile.Open(Path);

        file.Invoking(f => f.Read()).Should().Throw<AgentException>().WithMessage("*forge agent register*");
    }

    [Fact]
    public void ToString_Always_HidesTheSecrets() => Whole.ToString().Should().NotContain("s3cret").And.NotContain("l1nk");
}
