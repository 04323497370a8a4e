using Forge.Build.Driving;
using Forge.Build.Specs;
using Forge.Journal;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Build.Tests.Driving;

public sealed class BuildRecoveryTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly BuildOptions _options = new();
    private readonly FakeJournal _journal;
    private readonly BuildRecovery _recovery;

    public BuildRecoveryTests()
    {
        _journal = new FakeJournal(_time);
        _recovery = new BuildRecovery(_journal, Options.Create(_options), _time, NullLogger<BuildRecovery>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _recovery.Dispose();

    [Fact]
    public async Task RecoverAsync_BuildWhoseHostIsGone_EndsAsAFault()
    {
        await using (await StartAsync("b-1"))
        {
        }

        _time.Advance(_options.LeaseTime + TimeSpan.FromSeconds(1));

        await _recovery.RecoverAsync(Cancel);

        var result = await ReadAsync("b-1");
        result!.Status.Should().Be(BuildStatus.Fault);
        result.Phases.Select(phase => phase.Phase).Should().EndWith([BuildPhase.Provisioning, BuildPhase.Completed]);
        result.Phases[^2].Message.Should().StartWith("build environment lost");
        (await _journal.ReadOutboxAsync(100, Cancel))[^1].Type.Should().Be("forge.build.ended");
    }

    [Fact]
    public async Task RecoverAsync_BuildThatRuns_IsLeftAlone()
    {
        await using var recorder = await StartAsync("b-1");

        await _recovery.RecoverAsync(Cancel);

        (await ReadAsync("b-1"))!.Status.Should().Be(BuildStatus.InProgress);
    }

    [Fact]
    public async Task RecoverAsync_BuildThatIsAboutToBeClaimed_IsLeftAlone()
    {
        await AppendUnclaimedAsync("b-1");

        await _recovery.RecoverAsync(Cancel);

        (await ReadAsync("b-1"))!.Status.Should().Be(BuildStatus.InProgress);
        (await _journal.ClaimAsync(BuildState.StreamOf("b-1"), "engine", _options.LeaseTime, Cancel)).Should().NotBeNull();
    }

    [Fact]
    public async Task RecoverAsync_BuildThatWasNeverClaimed_EndsAfterALease()
    {
        await AppendUnclaimedAsync("b-1");
        _time.Advance(_options.LeaseTime + TimeSpan.FromSeconds(1));

        await _recovery.RecoverAsync(Cancel);

        (await ReadAsync("b-1"))!.Status.Should().Be(BuildStatus.Fault);
    }

    [Fact]
    public async Task EndPhaseAsync_LeaseWasTakenOver_Refuses()
    {
        await using var recorder = await StartAsync("b-1");
        var stolen = BuildState.StreamOf("b-1");
        _time.Advance(_options.LeaseTime - TimeSpan.FromSeconds(1));
        await _journal.ReleaseAsync(new JournalLease { Stream = stolen, Owner = "engine", Epoch = 1 }, Cancel);
        await _journal.ClaimAsync(stolen, "other", _options.LeaseTime, Cancel);

        var ending = () => recorder.EndPhaseAsync(PhaseOutcome.Succeeded, OnFailure.Default);

        (await ending.Should().ThrowAsync<JournalException>()).Which.Failure.Should().Be(JournalFailure.InUse);
    }

    [Fact]
    public void Apply_EventOfANewerForge_IsRefused()
    {
        var applying = () => BuildState.Apply(null, new JournalEntry { Type = "BuildPaused", Data = "{}" });

        applying.Should().Throw<JournalException>().Which.Failure.Should().Be(JournalFailure.Unsupported);
    }

    private Task<BuildRecorder> StartAsync(string id) => BuildRecorder.StartAsync(
        _journal, new BuildNumbers(_journal), new BuildRequest { Project = "shop", Source = BuildSource.None, BuildId = id }, "engine", _options, _time, Cancel);

    private Task<JournalAppendStatus> AppendUnclaimedAsync(string id)
    {
        var started = new BuildStarted { BuildId = id, Project = "shop", Number = 1, Initiator = "user", Executor = "process", StartedAt = _time.GetUtcNow() };
        var append = new JournalAppend { Stream = BuildState.StreamOf(id), ExpectedSequence = 0, Entries = [BuildState.ToEntry(started)] };
        return _journal.AppendAsync(new JournalBatch { Appends = [append] }, Cancel);
    }

    private async Task<BuildResult?> ReadAsync(string id) => (await new BuildHistory(_journal).ReadAsync(id, Cancel)).State?.Result;
}
