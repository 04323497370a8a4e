using System.Diagnostics;
using Forge.Deploy.Ssh;
using Forge.Testing;

namespace Forge.Deploy.Tests.Ssh;

/// <summary>Certificates, passwords and jump hosts against real servers.</summary>
public sealed class SshLoginTests : IAsyncLifetime
{
    private readonly OpenSshServer _server = new();
    private readonly TempDirectory _directory = new();
    private readonly FakeSecretStore _secrets = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("right", null)]
    [InlineData("of another authority", "TrustedUserCAKeys")]
    [InlineData("for another account", "TrustedUserCAKeys")]
    [InlineData("expired", "TrustedUserCAKeys")]
    public async Task OpenAsync_UserCertificate_IsWhatTheServerTrusts(string kind, string? hint)
    {
        var authority = await KeyAsync("authority");
        var key = await KeyAsync("user");
        await RestartAsync($"TrustedUserCAKeys {authority}.pub", "AuthorizedKeysFile none");
        var signer = kind == "of another authority" ? await KeyAsync("stranger") : authority;
        var validity = kind == "expired" ? "-2d:-1d" : "-1d:+1d";
        await RunAsync("ssh-keygen", "-q", "-s", signer, "-I", "test", "-n", kind == "for another account" ? "nobody-else" : _server.User, "-V", validity, $"{key}.pub");
        var target = Target(o => (o.PrivateKeyPath, o.CertificatePath) = (key, $"{key}-cert.pub"));

        if (hint is null)
        {
            await using var session = await target.OpenAsync(Cancel);
        }
        else
        {
            var failure = await FailAsync(target);
            failure.Failure.Should().Be(DeployTargetFailure.Authentication);
            failure.Message.Should().ContainAll("'web-1'", $"{key}-cert.pub", hint);
        }
    }

    [Fact]
    public async Task OpenAsync_CertificateOfAnotherKey_SaysSo()
    {
        var (authority, key, other) = (await KeyAsync("authority"), await KeyAsync("user"), await KeyAsync("other"));
        await RunAsync("ssh-keygen", "-q", "-s", authority, "-I", "test", "-n", _server.User, $"{other}.pub");

        var failure = await FailAsync(Target(o => (o.PrivateKeyPath, o.CertificatePath) = (key, $"{other}-cert.pub")));

        failure.Failure.Should().Be(DeployTargetFailure.Authentication);
        failure.Message.Should().Contain($"the certificate '{other}-cert.pub' is not for the private key '{key}'");
    }

    [Theory]
    [InlineData("right", null)]
    [InlineData("of another authority", "does not know its authority")]
    [InlineData("for another host", "is for 'elsewhere', not for '127.0.0.1'")]
    [InlineData("expired", "check with 'ssh-keygen -L' on the host that it holds now")]
    [InlineData("not yet", "check with 'ssh-keygen -L' on the host that it holds now")]
    [InlineData("for users", "it is for users, not for hosts")]
    [InlineData("revoked", "as revoked")]
    [InlineData("of a revoked key", "that it is for as revoked")]
    public async Task OpenAsync_HostCertificate_IsAcceptedOnlyFromAKnownAuthority(string kind, string? expected)
    {
        var authority = await KeyAsync("authority");
        var host = await KeyAsync("host");
        var signer = kind == "of another authority" ? await KeyAsync("stranger") : authority;
        var validity = kind switch { "expired" => "-2d:-1d", "not yet" => "+1d:+2d", _ => "-1d:+1d" };
        string[] type = kind == "for users" ? [] : ["-h"];
        await RunAsync("ssh-keygen", ["-q", "-s", signer, "-I", "test", .. type, "-n", kind == "for another host" ? "elsewhere" : _server.Host, "-V", validity, $"{host}.pub"]);
        await RestartAsync($"HostKey {host}", $"HostCertificate {host}-cert.pub");
        var line = $"@cert-authority [127.0.0.1]:* {(await File.ReadAllTextAsync($"{authority}.pub", Cancel)).Trim()}\n";
        var known = _directory.Write("known", kind switch
        {
            "revoked" => line + line.Replace("@cert-authority", "@revoked", StringComparison.Ordinal),
            "of a revoked key" => $"{line}@revoked [127.0.0.1]:* {(await File.ReadAllTextAsync($"{host}.pub", Cancel)).Trim()}\n",
            _ => line,
        });
        var target = Target(o => (o.HostKey, o.KnownHostsPath) = (null, known));

        if (expected is null)
        {
            await using var session = await target.OpenAsync(Cancel);
            session.Platform.User.Should().Be(_server.User);
        }
        else
        {
            var failure = await FailAsync(target);
            failure.Failure.Should().Be(DeployTargetFailure.HostKey);
            failure.Message.Should().Contain(expected);
        }
    }

    [Fact]
    public async Task OpenAsync_OverTwoJumpHosts_EachIsCheckedAndTheTargetIsReached()
    {
        await using var first = await StartAnotherAsync();
        await using var second = await StartAnotherAsync();
        var target = Target(o =>
        {
            o.JumpHosts.Add(Jump(first));
            o.JumpHosts.Add(Jump(second));
        });

        await using (var session = await target.OpenAsync(Cancel))
        {
            var result = await session.RunAsync(new DeployCommand { Arguments = ["cat"], StandardInput = new MemoryStream(new byte[3_000_000]), OutputLimit = 4_000_000 }, Cancel);
            result.StandardOutput.Length.Should().Be(3_000_000);
            (first.ConnectionCount, second.ConnectionCount, _server.ConnectionCount).Should().Be((1, 1, 1));
        }

        await Eventually.BeTrueAsync(() => first.ConnectionCount + second.ConnectionCount + _server.ConnectionCount == 0, Cancel);
    }

    [Theory]
    [InlineData("key of the jump host", DeployTargetFailure.HostKey)]
    [InlineData("key of the target", DeployTargetFailure.HostKey)]
    [InlineData("login at the jump host", DeployTargetFailure.Authentication)]
    [InlineData("jump host is down", DeployTargetFailure.Unreachable)]
    [InlineData("target is down", DeployTargetFailure.Unreachable)]
    [InlineData("no forwarding", DeployTargetFailure.Unreachable)]
    public async Task OpenAsync_OneStepOfTheWayFails_SaysWhichOne(string step, DeployTargetFailure expected)
    {
        await using var jump = await StartAnotherAsync();
        if (step == "no forwarding")
        {
            await jump.StopAsync();
            jump.Configuration.Add("AllowTcpForwarding no");
            await jump.StartAsync();
        }

        var wrong = step == "login at the jump host" ? await KeyAsync("wrong") : jump.PrivateKeyPath;
        var hostKey = step == "key of the jump host" ? _server.HostKeyFingerprint : jump.HostKeyFingerprint;
        var target = Target(o =>
        {
            o.HostKey = step == "key of the target" ? jump.HostKeyFingerprint : o.HostKey;
            o.JumpHosts.Add(new SshJumpHostOptions { Host = jump.Host, Port = jump.Port, User = jump.User, PrivateKeyPath = wrong, HostKey = hostKey });
        });
        await (step switch { "jump host is down" => jump.StopAsync(), "target is down" => _server.StopAsync(), _ => Task.CompletedTask });

        var failure = await FailAsync(target);

        failure.Failure.Should().Be(expected, failure.Message);
        failure.Message.Should().Contain("web-1");
        if (step.Contains("jump host", StringComparison.Ordinal))
        {
            failure.Message.Should().Contain("jump host");
        }
    }

    [Fact]
    public async Task OpenAsync_PasswordIsASecret_IsReadAtEveryConnectAndNeverShown()
    {
        await using var account = await PasswordAccount.CreateAsync("the right one");
        await RestartAsync("PasswordAuthentication yes");
        var target = Target(o => (o.User, o.PrivateKeyPath, o.PasswordSecret, o.StateDirectory) = (account.Name, "", "web/password", "/tmp/forge-none"));

        var missing = await FailAsync(target);
        _secrets.Add("web/password", "the wrong one", "v1");
        var wrong = await FailAsync(target);
        _secrets.Add("web/password", "the right one", "v2");
        await using var session = await target.OpenAsync(Cancel);

        session.Platform.User.Should().Be(account.Name);
        missing.Message.Should().Contain("there is no secret 'web/password'");
        wrong.Failure.Should().Be(DeployTargetFailure.Authentication);
        wrong.ToString().Should().Contain("PasswordAuthentication").And.NotContain("the wrong one");
    }

    [Fact]
    public async Task RunAsync_ServerFreezes_IsLostInsteadOfWaitingForEver()
    {
        var target = Target(o => o.KeepAliveInterval = TimeSpan.FromSeconds(1));
        await using var session = await target.OpenAsync(Cancel);
        var working = session.RunAsync(new DeployCommand { Arguments = ["sh", "-c", "touch \"$1\"; exec sleep 40", "sh", _directory.Combine("started")] }, Cancel);
        await Eventually.BeTrueAsync(() => File.Exists(_directory.Combine("started")), Cancel);
        _server.Freeze();
        try
        {
            var failure = (await working.Awaiting(work => work).Should().ThrowAsync<DeployTargetException>()).Which;

            (failure.Failure, failure.IsTransient).Should().Be((DeployTargetFailure.ConnectionLost, true));
            failure.Message.Should().Contain("no sign of life for 4 seconds");
        }
        finally
        {
            _server.Thaw();
        }

        await using var next = await target.OpenAsync(Cancel);
    }

    [Fact]
    public async Task RunAsync_LongCommandOnAHealthyConnection_IsNotTakenForLost()
    {
        await using var session = await Target(o => o.KeepAliveInterval = TimeSpan.FromSeconds(1)).OpenAsync(Cancel);

        (await session.RunAsync(new DeployCommand { Arguments = ["sleep", "6"] }, Cancel)).ExitCode.Should().Be(0);
    }

    private static SshJumpHostOptions Jump(OpenSshServer server) =>
        new() { Host = server.Host, Port = server.Port, User = server.User, PrivateKeyPath = server.PrivateKeyPath, KnownHostsPath = server.KnownHostsPath };

    private static async Task<OpenSshServer> StartAnotherAsync()
    {
        var server = new OpenSshServer();
        await server.InitializeAsync();
        return server;
    }

    private static async Task<DeployTargetException> FailAsync(SshDeployTarget target)
    {
        var opening = () => target.OpenAsync(Cancel);
        return (await opening.Should().ThrowAsync<DeployTargetException>()).Which;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(Cancel);
        process.ExitCode.Should().Be(0, program);
    }

    private SshDeployTarget Target(Action<SshDeployTargetOptions> change)
    {
        var options = new SshDeployTargetOptions
        {
            Host = _server.Host,
            Port = _server.Port,
            User = _server.User,
            PrivateKeyPath = _server.PrivateKeyPath,
            HostKey = _server.HostKeyFingerprint,
            StateDirectory = _directory.Combine("state"),
        };
        change(options);
        return new SshDeployTarget("web-1", options, _secrets, TimeProvider.System);
    }

    private async Task RestartAsync(params string[] configuration)
    {
        await _server.StopAsync();
        foreach (var line in configuration)
        {
            _server.Configuration.Add(line);
        }

        await _server.StartAsync();
    }

    // Not one of those that SSH.NET does not take with a certificate.
    private async Task<string> KeyAsync(string name)
    {
        const int PublicHalf = 32;
        var path = _directory.Combine(name);
        do
        {
            File.Delete(path);
            await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path);
        }
        while (Convert.FromBase64String((await File.ReadAllTextAsync($"{path}.pub", Cancel)).Split(' ')[1])[^PublicHalf] == byte.MaxValue);

        return path;
    }
}
