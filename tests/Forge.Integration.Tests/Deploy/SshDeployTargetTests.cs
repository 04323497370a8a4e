using System.Diagnostics;
using Forge.Deploy;
using Forge.Testing;

namespace Forge.Integration.Tests.Deploy;

/// <summary>What goes wrong between a host and a real sshd.</summary>
public sealed class SshDeployTargetTests : IAsyncLifetime
{
    private readonly OpenSshServer _server = new();
    private readonly TempDirectory _directory = new();
    private readonly SshTargets _targets;

    public SshDeployTargetTests() => _targets = new SshTargets(_server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _targets.Dispose();
        _directory.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_KeyIsInKnownHosts_Connects()
    {
        var target = _targets.Add(o => (o.HostKey, o.KnownHostsPath) = (null, _server.KnownHostsPath));

        await using var session = await target.OpenAsync(Cancel);

        session.Platform.User.Should().Be(_server.User);
        session.Platform.BootId.Should().NotBeEmpty();
    }

    [Fact]
    public async Task OpenAsync_HostIsUnknown_FailsAndShowsItsFingerprint()
    {
        var known = _directory.Write("known_hosts", "# nobody\n");
        var target = _targets.Add(o => (o.HostKey, o.KnownHostsPath) = (null, known));

        var failure = await FailAsync(target);

        failure.Failure.Should().Be(DeployTargetFailure.HostKey);
        failure.IsTransient.Should().BeFalse();
        failure.Message.Should().Contain("'web-1'").And.Contain(_server.HostKeyFingerprint).And.Contain(known);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OpenAsync_HostKeyChanged_FailsWithBothFingerprintsAndSendsNothing(bool isPinned)
    {
        var before = _server.HostKeyFingerprint;
        var target = isPinned ? _targets.Add(_ => { }) : _targets.Add(o => (o.HostKey, o.KnownHostsPath) = (null, _server.KnownHostsPath));
        await using (await target.OpenAsync(Cancel))
        {
        }

        await _server.ChangeHostKeyAsync();
        var failure = await FailAsync(target);

        failure.Failure.Should().Be(DeployTargetFailure.HostKey);
        failure.Message.Should().Contain(before).And.Contain(_server.HostKeyFingerprint).And.Contain("No command was sent.");
        (await File.ReadAllTextAsync(_server.LogPath, Cancel)).Split("Server listening")[^1].Should().NotContain("Accepted");
    }

    [Fact]
    public async Task OpenAsync_ServerRefusesTheKey_FailsWithAuthentication()
    {
        var other = _directory.Combine("other");
        await GenerateKeyAsync(other, "");

        var failure = await FailAsync(_targets.Add(o => o.PrivateKeyPath = other));

        failure.Failure.Should().Be(DeployTargetFailure.Authentication);
        failure.Message.Should().Contain(other).And.Contain("authorized_keys");
    }

    [Fact]
    public async Task OpenAsync_NoSuchKeyFile_FailsWithAuthenticationAndNamesIt()
    {
        var failure = await FailAsync(_targets.Add(o => o.PrivateKeyPath = "/no/such/key"));

        failure.Failure.Should().Be(DeployTargetFailure.Authentication);
        failure.Message.Should().Contain("'/no/such/key'");
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", false)]
    [InlineData(null, false)]
    public async Task OpenAsync_KeyHasAPassphrase_NeedsIt(string? passphrase, bool opens)
    {
        var key = _directory.Combine("client_key");
        File.Copy(_server.PrivateKeyPath, key);
        await RunAsync("ssh-keygen", "-q", "-p", "-P", "", "-N", "right", "-f", key);
        var target = _targets.Add(o => (o.PrivateKeyPath, o.PrivateKeyPassphrase) = (key, passphrase is null ? null : new SecretValue(passphrase)));

        if (opens)
        {
            await using var session = await target.OpenAsync(Cancel);
        }
        else
        {
            var failure = await FailAsync(target);
            failure.Failure.Should().Be(DeployTargetFailure.Authentication);
            failure.ToString().Should().NotContain("right").And.Contain(key);
        }
    }

    [Fact]
    public async Task OpenAsync_NobodyAnswers_FailsAsUnreachableAndTransient()
    {
        await _server.StopAsync();

        var failure = await FailAsync(_targets.Add(_ => { }));

        failure.Failure.Should().Be(DeployTargetFailure.Unreachable);
        failure.IsTransient.Should().BeTrue();
        failure.Message.Should().Contain($"{_server.Host}:{_server.Port}");
    }

    [Fact]
    public async Task OpenAsync_NoSuchHost_FailsAsUnreachable() =>
        (await FailAsync(_targets.Add(o => o.Host = "no-such-host.invalid"))).Failure.Should().Be(DeployTargetFailure.Unreachable);

    [Fact]
    public async Task RunAsync_ConnectionIsDropped_FailsAsLostAndTransientAndANewSessionWorks()
    {
        var target = _targets.Add(_ => { });
        await using var session = await target.OpenAsync(Cancel);
        var running = session.RunAsync(
            new DeployCommand { Arguments = ["sh", "-c", "echo $$ >\"$1\"; exec sleep 600", "sh", _directory.Combine("started")] }, Cancel);
        while (!File.Exists(_directory.Combine("started")) || (await File.ReadAllTextAsync(_directory.Combine("started"), Cancel)).Length == 0)
        {
            await Task.Yield();
        }

        _server.DropConnections();

        var failure = (await running.Awaiting(r => r).Should().ThrowAsync<DeployTargetException>()).Which;
        failure.Failure.Should().Be(DeployTargetFailure.ConnectionLost);
        failure.IsTransient.Should().BeTrue();
        var again = () => session.RunAsync(new DeployCommand { Arguments = ["true"] }, Cancel);
        (await again.Should().ThrowAsync<DeployTargetException>()).Which.Failure.Should().Be(DeployTargetFailure.ConnectionLost);
        await using var next = await target.OpenAsync(Cancel);
        var kill = new DeployCommand { Arguments = ["sh", "-c", "kill \"$(cat \"$1\")\"", "sh", _directory.Combine("started")] };
        (await next.RunAsync(kill, Cancel)).ExitCode.Should().Be(0, "the program itself goes on");
    }

    private static async Task<DeployTargetException> FailAsync(IDeployTarget target)
    {
        var opening = () => target.OpenAsync(Cancel);
        var failure = (await opening.Should().ThrowAsync<DeployTargetException>()).Which;
        failure.Target.Should().Be("web-1");
        return failure;
    }

    private static Task GenerateKeyAsync(string path, string passphrase) =>
        RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", path);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(Cancel);
        process.ExitCode.Should().Be(0);
    }
}
