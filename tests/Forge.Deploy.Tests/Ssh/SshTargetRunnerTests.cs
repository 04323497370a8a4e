using Forge.Deploy.Running;
using Forge.Deploy.Tests.Running;
using Forge.Testing;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Ssh;

/// <summary>The target runner over a real SSH connection.</summary>
public sealed class SshTargetRunnerTests(OpenSshServer server) : IClassFixture<OpenSshServer>, IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_ConnectionDropsInAHook_NextSessionFindsItAndItsWholeOutput()
    {
        var target = ServerTarget.Of(server, "web-1", _directory.Path);
        await using var session = await target.OpenAsync(Cancel);
        var runner = await TargetRunner.StartAsync(session, TimeProvider.System, Cancel);
        var bundle = new Bundle().Script(
            "a.sh", $"echo x >>{_directory.Combine("effects")}; echo begin; while [ ! -e {_directory.Combine("go")} ] && [ -e {_directory.Combine("effects")} ]; do sleep 0.05; done; echo end");
        (await runner.RunAsync(Step("d-1", "DownloadBundle", new TargetWork.Download(new PlainRevision(bundle.OpenAsync), 5)), 1, null, Cancel)).Should().Be(StepOutcome.Success);
        var first = new LineCollector();
        var running = runner.RunAsync(HookStep("d-1", Hook("a.sh")), 1, first, Cancel);
        await first.FirstOutput.WaitAsync(Cancel);

        server.DropConnections();
        (await running.Awaiting(r => r).Should().ThrowAsync<DeployTargetException>()).Which.Failure.Should().Be(DeployTargetFailure.ConnectionLost);
        await File.WriteAllTextAsync(_directory.Combine("go"), "", Cancel);
        await using var next = await target.OpenAsync(Cancel);
        var second = new LineCollector();
        var outcome = await (await TargetRunner.StartAsync(next, TimeProvider.System, Cancel)).RunAsync(HookStep("d-1", Hook("a.sh")), 1, second, Cancel);

        outcome.Should().Be(StepOutcome.Success);
        (await File.ReadAllTextAsync(_directory.Combine("effects"), Cancel)).Should().Be("x\n");
        second.Lines.Should().Equal("LifecycleEvent - AfterInstall", "Script - a.sh", "[stdout]begin", "[stdout]end");
    }

    [Fact]
    public async Task Run_ConnectionDropsInADownload_NothingHalfIsLeftAndTheNextTryWorks()
    {
        var target = ServerTarget.Of(server, "web-1", _directory.Path);
        var big = new Bundle().File("a", new string('x', 4_000_000)).File("b");
        await using (var session = await target.OpenAsync(Cancel))
        {
            var runner = await TargetRunner.StartAsync(session, TimeProvider.System, Cancel);
            var running = () => runner.RunAsync(Step("d-1", "DownloadBundle", new TargetWork.Download(new PlainRevision(OpenAndDropAsync), 5)), 1, null, Cancel);
            (await running.Should().ThrowAsync<DeployTargetException>()).Which.Failure.Should().Be(DeployTargetFailure.ConnectionLost);
        }

        Directory.Exists(TargetPaths.Archive(_directory.Combine("state"), Group, "d-1")).Should().BeFalse();
        await using var next = await target.OpenAsync(Cancel);
        var again = await TargetRunner.StartAsync(next, TimeProvider.System, Cancel);
        (await again.RunAsync(Step("d-1", "DownloadBundle", new TargetWork.Download(new PlainRevision(big.OpenAsync), 5)), 1, null, Cancel)).Should().Be(StepOutcome.Success);
        Directory.GetFiles(TargetPaths.Archive(_directory.Combine("state"), Group, "d-1")).Should().HaveCount(2);

        async Task<Stream> OpenAndDropAsync(CancellationToken cancellationToken) =>
            new DroppingStream(await big.OpenAsync(cancellationToken), () => server.DropConnections());
    }

    /// <summary>Cuts the connection in the middle of itself.</summary>
    private sealed class DroppingStream(Stream inner, Action drop) : MemoryStream
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            if (_read < inner.Length / 2 && (_read += read) >= inner.Length / 2)
            {
                drop();
            }

            return read;
        }
    }
}
