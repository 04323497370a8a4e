using Forge.Deploy.Local;
using Forge.Deploy.Ssh;

namespace Forge.Deploy.Tests.Ssh;

public sealed class TargetOptionsTests
{
    private const string Pin = "SHA256:0123456789012345678901234567890123456789012";

    public static TheoryData<string, Action<SshDeployTargetOptions>> WrongSshOptions => new()
    {
        { "no host", o => o.Host = "" },
        { "no user", o => o.User = "" },
        { "nothing to log in with", o => o.PrivateKeyPath = "" },
        { "two passwords", o => (o.Password, o.PasswordSecret) = (new SecretValue("p"), "web/password") },
        { "a certificate without its key", o => (o.PrivateKeyPath, o.CertificatePath, o.PasswordSecret) = ("", "/key-cert.pub", "web/password") },
        { "jump host without a host key", o => o.JumpHosts.Add(new SshJumpHostOptions { Host = "j", User = "u", PrivateKeyPath = "/key" }) },
        { "jump host without a user", o => o.JumpHosts.Add(new SshJumpHostOptions { Host = "j", PrivateKeyPath = "/key", HostKey = Pin }) },
        { "jump host's port", o => o.JumpHosts.Add(new SshJumpHostOptions { Host = "j", User = "u", Port = 70000, PrivateKeyPath = "/key", HostKey = Pin }) },
        { "port", o => o.Port = 0 },
        { "port", o => o.Port = 65536 },
        { "no host key", o => o.HostKey = null },
        { "both host keys", o => o.KnownHostsPath = "/known_hosts" },
        { "fingerprint", o => o.HostKey = "SHA256:short" },
        { "fingerprint", o => o.HostKey = "MD5:00:11" },
        { "timeout", o => o.ConnectTimeout = TimeSpan.Zero },
        { "keep alive", o => o.KeepAliveInterval = TimeSpan.FromHours(1) },
        { "state", o => o.StateDirectory = "relative" },
        { "state", o => o.StateDirectory = "/" },
        { "root", o => o.DestinationRoot = "relative" },
        { "variable", o => o.Variables["A B"] = "x" },
        { "variable", o => o.Variables["A"] = "x\0" },
    };

    [Fact]
    public void Validate_RightOptions_Succeeds()
    {
        Ssh(_ => { }).Succeeded.Should().BeTrue();
        Ssh(o => (o.HostKey, o.KnownHostsPath) = (null, "/known_hosts")).Succeeded.Should().BeTrue();
        Ssh(o => (o.PrivateKeyPath, o.PasswordSecret) = ("", "web/password")).Succeeded.Should().BeTrue();
        Ssh(o => o.JumpHosts.Add(new SshJumpHostOptions { Host = "j", User = "u", Password = new SecretValue("p"), KnownHostsPath = "/known_hosts" })).Succeeded.Should().BeTrue();
        new LocalDeployTargetOptionsValidator().Validate("here", new LocalDeployTargetOptions()).Succeeded.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(WrongSshOptions))]
    public void Validate_WrongSshOptions_Fails(string what, Action<SshDeployTargetOptions> change) => Ssh(change).Failed.Should().BeTrue(what);

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
