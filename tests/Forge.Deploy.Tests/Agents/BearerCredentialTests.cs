using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

public sealed class BearerCredentialTests
{
    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var written = new BearerCredential("host.example.org", new SecretValue(BearerCredential.CreateSecret()));

        BearerCredential.Read(written.ToHeader()).Should().Be(written);
    }

    [Fact]
    public void ToString_Always_HidesTheSecret() =>
        new BearerCredential("web-1", new SecretValue("secret")).ToString().Should().Contain("web-1").And.NotContain("secret");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer a")]
    [InlineData("Bearer .a")]
    [InlineData("bearer a.b")]
    [InlineData("Bearer i-1.b")]
    [InlineData("Bearer a b.c")]
    public void Read_AnythingElse_IsNull(string? header) => BearerCredential.Read(header).Should().BeNull();

    [Fact]
    public void CreateSecret_Twice_Differs() => BearerCredential.CreateSecret().Should().NotBe(BearerCredential.CreateSecret()).And.HaveLength(43).And.NotContain(".");

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("a", null, false)]
    [InlineData("a", "b", false)]
    [InlineData("a", "ab", false)]
    [InlineData("ab", "ab", true)]
    public void AreEqual_Always_ComparesTheWhole(string? left, string? right, bool expected) => BearerCredential.AreEqual(left, right).Should().Be(expected);

    [Theory]
    [InlineData("", false)]
    [InlineData("ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789", false)]
    [InlineData("abcdef0123456789abcdef0123456789abcdef0123456789abcdef012345678", false)]
    [InlineData("abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789", true)]
    public void IsHash_Always_WantsLowerCaseDigits(string text, bool expected) => BearerCredential.IsHash(text).Should().Be(expected);
}
