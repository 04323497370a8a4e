using Forge.Artifacts;
using Forge.Build.Driving;
using Forge.Build.Planning;
using Forge.Testing;

namespace Forge.Build.Tests.Engine;

/// <summary>Builds whose host stops in the middle of them, and the host that comes after.</summary>
public sealed class BuildResumeTests : IDisposable
{
    private static readonly string[] Phases = ["install", "pre_build", "build", "post_build"];

    private readonly TempDirectory _outside = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Trace => _outside.Combine("trace");

    private string Gate => _outside.Combine("gate");

    public void Dispose() => _outside.Dispose();

    [Theory]
    [InlineData("install")]
    [InlineData("pre_build")]
    [InlineData("build")]
    [InlineData("post_build")]
    public async Task HostStops_CommandsGoOn_AndTheNextHostTakesTheBuildUp(string phase)
    {
        var first = new BuildHost();
        var id = await StartAsync(first, Spec(phase));
        await UntilTracedAsync("waiting");
        await first.StopAsync();
        using var second = new BuildHost(after: first);
        await second.StartAsync();
        await File.WriteAllTextAsync(Gate, "", Cancel);

        var result = await second.Engine.WaitAsync(id, Cancel);

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Phases.Select(ended => ended.Phase).Should().Equal(Enum.GetValues<BuildPhase>());
        (await second.ReadArtifactAsync(result.Artifact!)).Should().Contain("made.txt", "made\n");
        File.ReadAllLines(Trace).Should().Equal(Phases.SelectMany(each => each == phase ? [each, "waiting", "gone on"] : new[] { each }));
        await AssertLogIsWholeAsync(second, id);
    }

    [Fact]
    public async Task HostStops_BuildEndsMeanwhile_TheNextHostFindsItsEnd()
    {
        var first = new BuildHost();
        var id = await StartAsync(first, Spec("build"));
        await UntilTracedAsync("waiting");
        await first.StopAsync();
        await File.WriteAllTextAsync(Gate, "", Cancel);
        await UntilTracedAsync("gone on");
        using var second = new BuildHost(after: first);
        await second.StartAsync();

        var result = await second.Engine.WaitAsync(id, Cancel);

        result.Status.Should().Be(BuildStatus.Succeeded);
        await AssertLogIsWholeAsync(second, id);
    }

    [Fact]
    public async Task HostStops_ArtifactIsStoredButNotRecorded_LogIsTheSame()
    {
        var first = new BuildHost();
        var id = await StartAsync(first, Spec("build"));
        await UntilTracedAsync("waiting");
        await first.StopAsync();
        var stored = await first.Artifacts.PutAsync(ArtifactKey.Parse($"shop/{id}/shop"), new MemoryStream([1, 2, 3]), Cancel);
        await File.WriteAllTextAsync(Gate, "", Cancel);
        using var second = new BuildHost(after: first);
        await second.StartAsync();

        (await second.Engine.WaitAsync(id, Cancel)).Artifact!.Digest.Should().Be(stored.Digest);
        await AssertLogIsWholeAsync(second, id);
        (await LogAsync(second, id)).Should().ContainSingle(line => line.EndsWith($"Uploaded 1 file(s) as shop/{id}/shop, 3 bytes, sha256:{stored.Digest}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, BuildStatus.Succeeded)]
    [InlineData(false, BuildStatus.Fault)]
    public async Task HostDied_ItsEnvironmentIsGone_IsAFaultUnlessCommandsWereVoided(bool isVoided, BuildStatus expected)
    {
        using var host = new BuildHost();
        host.With("buildspec.yml", "version: 0.2\nphases: {build: {commands: [echo built]}}");
        var definition = new BuildDefinition
        {
            Project = "shop",
            Executor = "process",
            Source = SourceDefinition.From(BuildSource.FromDirectory(host.Source)),
            Timeout = TimeSpan.FromHours(1),
            QueuedTimeout = TimeSpan.FromHours(1),
        };
        BuildState? state = null;
        await RecordAsync([.. BuildEvents.Start(definition, "b1", 1, TimeProvider.System.GetUtcNow())]);
        await RecordAsync(BuildEvents.PhaseEnd(state!, PhaseOutcome.Succeeded, BuildPhase.Provisioning, TimeProvider.System.GetUtcNow()));
        await RecordAsync(BuildEvents.PhaseEnd(state!, PhaseOutcome.Succeeded, BuildPhase.DownloadSource, TimeProvider.System.GetUtcNow()));
        await RecordAsync(new SpecRead { BuildId = "b1", Name = "buildspec.yml", Digest = new string('0', 64), LogNotes = 0 });
        if (isVoided)
        {
            await RecordAsync(new CommandsVoided { BuildId = "b1" });
        }

        await host.StartAsync();

        (await host.Engine.WaitAsync("b1", Cancel)).Status.Should().Be(expected);

        async Task RecordAsync(params object[] events)
        {
            var batch = state is null ? BuildEvents.StartBatch("b1", events, BuildNumbers.Take("shop", 1, "b1")) : BuildEvents.Batch(state, events, JournalClosing.StaysOpen);
            await host.Journal.AppendAsync(batch, Cancel);
            state = await new BuildHistory(host.Journal).ReadAsync("b1", Cancel);
        }
    }

    [Fact]
    public async Task HostStops_ThreeTimes_NothingIsRepeated()
    {
        var host = new BuildHost();
        var id = await StartAsync(host, Spec("build"));
        await UntilTracedAsync("waiting");
        for (var i = 0; i < 3; i++)
        {
            await host.StopAsync();
            host = new BuildHost(after: host);
            await host.StartAsync();
        }

        await File.WriteAllTextAsync(Gate, "", Cancel);
        using var last = host;

        (await last.Engine.WaitAsync(id, Cancel)).Status.Should().Be(BuildStatus.Succeeded);
        File.ReadAllLines(Trace).Should().Equal("install", "pre_build", "build", "waiting", "gone on", "post_build");
        await AssertLogIsWholeAsync(last, id);
    }

    [Fact]
    public async Task HostStops_NothingIsLeftOfTheEnvironment_EndsAsFault()
    {
        var first = new BuildHost();
        var id = await StartAsync(first, Spec("build"));
        await UntilTracedAsync("waiting");
        await first.StopAsync();
        await File.WriteAllTextAsync(Gate, "", Cancel);
        var left = Directory.EnumerateDirectories(first.WorkDirectory).Single();
        await Eventually.BeTrueAsync(() => File.Exists(Path.Combine(left, "run", "status")), Cancel);
        Directory.Delete(left, recursive: true);

        using var second = new BuildHost(after: first);
        await second.StartAsync();

        var result = await second.Engine.WaitAsync(id, Cancel);

        result.Status.Should().Be(BuildStatus.Fault);
        result.Phases.Single(phase => phase.Status is BuildStatus.Fault).Message.Should().StartWith("build environment lost");
    }

    [Fact]
    public async Task HostStops_NothingIsLeftOfTheEnvironment_AndFaultsAreRetried_RunsOnceMore()
    {
        var first = new BuildHost();
        var id = await StartAsync(first, Spec("build"), request => request with { FaultRetryLimit = 1 });
        await UntilTracedAsync("waiting");
        await first.StopAsync();
        await File.WriteAllTextAsync(Gate, "", Cancel);
        var left = Directory.EnumerateDirectories(first.WorkDirectory).Single();
        await Eventually.BeTrueAsync(() => File.Exists(Path.Combine(left, "run", "status")), Cancel);
        Directory.Delete(left, recursive: true);

        using var second = new BuildHost(after: first);
        await second.StartAsync();

        (await second.Engine.WaitAsync(id, Cancel)).Status.Should().Be(BuildStatus.Fault);
        var again = await second.Engine.WaitAsync($"{id}-retry2", Cancel);
        again.Should().BeEquivalentTo(new { Status = BuildStatus.Succeeded, RetryOf = id });
        (await second.Engine.ListForProjectAsync(again.Project, Cancel).ToListAsync(Cancel)).Should().Equal(again.BuildId, id);
    }

    // A build whose secrets went with the host cannot run once more either.
    [Fact]
    public async Task HostStops_SecretsByValue_EndAsFault()
    {
        var first = new BuildHost();
        var id = await StartAsync(
            first, Spec("build"), request => request with { FaultRetryLimit = 1, Secrets = new Dictionary<string, SecretValue> { ["S"] = new("s3cr3t-value") } });
        await UntilTracedAsync("waiting");
        await first.StopAsync();
        using var second = new BuildHost(after: first);
        await second.StartAsync();

        var result = await second.Engine.WaitAsync(id, Cancel);

        result.Status.Should().Be(BuildStatus.Fault);
        result.Phases.Single(phase => phase.Status is BuildStatus.Fault).Message.Should().Contain("secrets that the request gave by value");
        (await second.Engine.ListForProjectAsync(result.Project, Cancel).ToListAsync(Cancel)).Should().Equal(id);
        Directory.EnumerateFileSystemEntries(second.WorkDirectory).Should().BeEmpty();
    }

    [Fact]
    public async Task HostStops_StopIsAskedFor_TheNextHostStopsTheBuild()
    {
        var first = new BuildHost();
        var id = await StartAsync(first, Spec("build"));
        await UntilTracedAsync("waiting");
        await first.StopAsync();
        using var second = new BuildHost(after: first);
        await second.Engine.StopAsync(id, cancellationToken: Cancel);
        await second.StartAsync();

        (await second.Engine.WaitAsync(id, Cancel)).Status.Should().Be(BuildStatus.Stopped);
        File.ReadAllLines(Trace).Should().NotContain("gone on");
        Directory.EnumerateFileSystemEntries(second.WorkDirectory).Should().BeEmpty();
    }

    [Fact]
    public async Task HostStops_BuildWaitsAtABreakpoint_CanBeResumedByTheNextHost()
    {
        var first = new BuildHost();
        var id = await StartAsync(
            first, "version: 0.2\nphases: {build: {commands: [echo before, codebuild-breakpoint, echo after]}}", request => request with { IsDebugSession = true });
        await Eventually.BeTrueAsync(async () => (await first.Engine.GetAsync(id, Cancel))!.IsPaused, Cancel);
        await first.StopAsync();
        using var second = new BuildHost(after: first);
        await second.StartAsync();
        await second.Engine.ResumeAsync(id, cancellationToken: Cancel);

        (await second.Engine.WaitAsync(id, Cancel)).Status.Should().Be(BuildStatus.Succeeded);
        (await LogAsync(second, id)).Should().ContainInOrder("before", "after");
    }

    private static async Task<string> StartAsync(BuildHost host, string buildspec, Func<BuildRequest, BuildRequest>? change = null)
    {
        host.With("buildspec.yml", buildspec);
        var request = new BuildRequest { Project = "shop", Source = BuildSource.FromDirectory(host.Source) };
        return (await host.Engine.StartAsync(change?.Invoke(request) ?? request, Cancel)).BuildId;
    }

    private static async Task<IReadOnlyList<string>> LogAsync(BuildHost host, string id) =>
        [.. await host.Engine.ReadLogAsync(id, cancellationToken: Cancel).Select(line => line.Text).ToListAsync(Cancel)];

    // Nothing missing, nothing twice, in order; and it can be read on from any line.
    private static async Task AssertLogIsWholeAsync(BuildHost host, string id)
    {
        var lines = await host.Engine.ReadLogAsync(id, cancellationToken: Cancel).ToListAsync(Cancel);
        lines.Select(line => line.Sequence).Should().Equal(Enumerable.Range(1, lines.Count).Select(number => (long)number));
        lines.Select(line => line.Text).Where(text => !text.StartsWith("[Container] ", StringComparison.Ordinal))
            .Should().Equal("at install", "at pre_build", "at build", "at post_build");
        lines.Count(line => line.Text.Contains("Entering phase", StringComparison.Ordinal)).Should().Be(4);
        lines.Count(line => line.Text.EndsWith("Phase complete: DOWNLOAD_SOURCE State: SUCCEEDED", StringComparison.Ordinal)).Should().Be(1);
        lines.Count(line => line.Text.EndsWith("Phase complete: BUILD State: SUCCEEDED", StringComparison.Ordinal)).Should().Be(1);
        (await host.Engine.ReadLogAsync(id, 10, Cancel).ToListAsync(Cancel)).Should().BeEquivalentTo(lines.Skip(9), options => options.WithStrictOrdering());
    }

    private string Spec(string waitingPhase)
    {
        var phases = Phases.Select(phase =>
            $"  {phase}:\n    commands:\n      - echo at {phase}\n      - echo {phase} >>{Trace}\n"
            + (phase == waitingPhase ? $"      - 'echo waiting >>{Trace}; until [ -e {Gate} ]; do sleep 0.05; done; echo gone on >>{Trace}'\n" : ""));
        return $"version: 0.2\nphases:\n{string.Concat(phases)}      - echo made >made.txt\nartifacts: {{files: [made.txt]}}\n";
    }

    private Task UntilTracedAsync(string line) =>
        Eventually.BeTrueAsync(() => File.Exists(Trace) && File.ReadAllLines(Trace).Contains(line), Cancel);
}
