using Forge.Deploy.Local;
using Forge.Deploy.Ssh;

namespace Forge.Deploy.Tests.Ssh;

public sealed class TargetOptionsTests
{
    private const string Pin = "SHA256:0123456789012345678901234567890123456789012";

    [Fact]
    public void Validate_RightOptions_Succeeds()
    {
        Ssh(_ => { }).Succeeded.Should().BeTrue();
        Ssh(o => (o.HostKey, o.KnownHostsPath) = (null, "/known_hosts")).Succeeded.Should().BeTrue();
        Ssh(o => (o.PrivateKeyPath, o.PasswordSecret) = ("", "web/password")).Succeeded.Should().BeTrue();
        Ssh(o => o.JumpHosts.Add(new SshJumpHostOptions { Host = "j", User = "u", Password = new SecretValue("p"), KnownHostsPath = "/known_hosts" })).Succeeded.Should().BeTrue();
        new LocalDeployTargetOptionsValidator().Validate("here", new LocalDeployTargetOptions()).Succeeded.Should().BeTrue();
    }

    [Fact]
    public void Validate_TwoPasswords_Fails() => Ssh(o => (o.Password, o.PasswordSecret) = (new SecretValue("p"), "web/password")).Failed.Should().BeTrue();

    [Theory]
    [InlineData("relative", "")]
    [InlineData("/", "")]
    [InlineData("", "")]
    [InlineData("/state", "relative")]
    public void Validate_WrongLocalOptions_Fails(string state, string root) =>
        new LocalDeployTargetOptionsValidator().Validate("here", new LocalDeployTargetOptions { StateDirectory = state, DestinationRoot = root })
            .Failed.Should().BeTrue();

    private static Microsoft.Extensions.Options.ValidateOptionsResult Ssh(Action<SshDeployTargetOptions> change)
    {
        var options = new SshDeployTargetOptions { Host = "web-1", User = "deploy", PrivateKeyPath = "/key", HostKey = Pin };
        change(options);
        return new SshDeployTargetOptionsValidator().Validate("web-1", options);
    }
}
