using System.Security.Cryptography;
using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Identities;
using Forge.Testing;

namespace Forge.Deploy.Tests.Agents;

public sealed class SigningKeyFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private string Path => _directory.Combine("keys", "server.pem");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_Missing_IsMadePrivateAndStaysTheSame()
    {
        using var made = SigningKeyFile.Open(Path);
        using var read = SigningKeyFile.Open(Path);

        read.PublicKey.Should().Equal(made.PublicKey);
        File.GetUnixFileMode(Path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Open_OthersMayReadIt_IsRefused()
    {
        SigningKeyFile.Open(Path).Dispose();
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Opening().Should().Throw<AgentException>().WithMessage("*chmod 600*");
    }

    [Fact]
    public void Open_AnotherCurve_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Write(key.ExportPkcs8PrivateKeyPem());

        Opening().Should().Throw<AgentException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public void Open_Damaged_IsRefusedAndNotReplaced(string text)
    {
        Write(text);

        Opening().Should().Throw<AgentException>();
        File.ReadAllText(Path).Should().Be(text);
    }

    private Action Opening() => () => SigningKeyFile.Open(Path).Dispose();

    private void Write(string text)
    {
        _directory.MakeDirectory("keys");
        File.WriteAllText(Path, text);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
