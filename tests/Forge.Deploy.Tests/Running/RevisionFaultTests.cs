using Forge.Deploy.Local;
using Forge.Deploy.Running;
using Forge.Testing;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Running;

/// <summary>What is wrong with a target's disk while a revision comes.</summary>
public sealed class RevisionFaultTests : IAsyncLifetime
{
    private const int Kibibytes = 4096;

    private TmpfsMount _disk = null!;
    private TargetRunner _runner = null!;
    private IDeploySession _session = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Folder => Path.GetDirectoryName(TargetPaths.Archive(Path.Combine(_disk.Path, "state"), Group, "d-1"))!;

    public async ValueTask InitializeAsync()
    {
        _disk = await TmpfsMount.CreateAsync(Kibibytes);
        _session = await new LocalDeployTarget("one", new LocalDeployTargetOptions { StateDirectory = Path.Combine(_disk.Path, "state") }, TimeProvider.System).OpenAsync(Cancel);
        _runner = await TargetRunner.StartAsync(_session, TimeProvider.System, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _disk.DisposeAsync();
    }

    [Fact]
    public async Task Download_DiskIsTooSmall_FailsLeavesNothingAndWorksWhenThereIsRoom()
    {
        _disk.Fill(left: 500_000);

        var full = await DownloadAsync();

        full.Status.Should().Be(StepStatus.Failed);
        full.Message.Should().ContainAny("No space left on device", "Wrote only");
        Directory.GetFileSystemEntries(Folder).Should().BeEmpty();
        _disk.MakeRoom();
        (await DownloadAsync()).Should().Be(StepOutcome.Success);
    }

    [Fact]
    public async Task Download_DiskIsReadOnly_FailsAndSaysSo()
    {
        await _disk.RemountAsync("ro");

        var outcome = await DownloadAsync();

        outcome.Status.Should().Be(StepStatus.Failed);
        outcome.Message.Should().Contain(_disk.Path);
        await _disk.RemountAsync("rw");
        (await DownloadAsync()).Should().Be(StepOutcome.Success);
    }

    private Task<StepOutcome> DownloadAsync() => _runner.RunAsync(
        Step("d-1", "DownloadBundle", new TargetWork.Download(new PlainRevision(new Bundle().File("big", new string('x', 2_000_000)).OpenAsync), 5)), Epoch, log: null, Cancel);
}
