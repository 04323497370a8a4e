using Forge.Testing;

namespace Forge.Build.Tests.Engine;

/// <summary>Starting, waiting, stopping, retrying.</summary>
public sealed class BuildQueueTests : IDisposable
{
    private const string Waiting = "version: 0.2\nphases: {build: {commands: ['until [ -e $GATE ]; do sleep 0.05; done']}}";

    private readonly TempDirectory _outside = new();
    private readonly BuildHost _host = new(options: options =>
    {
        options.MaxConcurrentBuilds = 2;
        options.Projects.Add(new BuildProject { Name = "one-at-a-time", ConcurrentBuildLimit = 1, Buildspec = Waiting });
        options.Projects.Add(new BuildProject { Name = "no-queue", ConcurrentBuildLimit = 1, Buildspec = Waiting, LimitBehavior = BuildLimitBehavior.Refuse });
        options.Projects.Add(new BuildProject { Name = "hasty", Buildspec = Waiting, ConcurrentBuildLimit = 1, QueuedTimeout = TimeSpan.FromSeconds(1) });
        options.Projects.Add(new BuildProject { Name = "stubborn", Buildspec = "version: 0.2\nphases: {build: {commands: ['exit 1']}}", AutoRetryLimit = 2 });
    });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Gate => _outside.Combine("gate");

    public void Dispose()
    {
        _host.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public async Task StartAsync_LimitOfTheProject_IsKept()
    {
        var first = await StartAsync("one-at-a-time");
        await UntilAsync(first, BuildPhase.Build);
        var second = await StartAsync("one-at-a-time");
        await UntilAsync(second, BuildPhase.Queued);
        await File.WriteAllTextAsync(Gate, "", Cancel);

        (await _host.Engine.WaitAsync(first, Cancel)).Status.Should().Be(BuildStatus.Succeeded);
        var last = await _host.Engine.WaitAsync(second, Cancel);

        last.Status.Should().Be(BuildStatus.Succeeded);
        (await _host.Engine.GetAsync(first, Cancel))!.EndedAt.Should().BeOnOrBefore(last.Phases.Single(phase => phase.Phase is BuildPhase.Queued).EndedAt!.Value);
        (await _host.Engine.ListForProjectAsync("one-at-a-time", Cancel).ToListAsync(Cancel)).Should().Equal(second, first);
        last.Number.Should().Be(2);
    }

    [Fact]
    public async Task StartAsync_LimitThatRefuses_RecordsNothing()
    {
        var first = await StartAsync("no-queue");

        await this.Invoking(tests => tests.StartAsync("no-queue")).Should().ThrowAsync<BuildRefusedException>().WithMessage("*more than 1 builds of 'no-queue'*");

        (await _host.Engine.ListForProjectAsync("no-queue", Cancel).ToListAsync(Cancel)).Should().Equal(first);
        await StopAsync(first);
    }

    [Fact]
    public async Task StartAsync_TurnDoesNotComeInTime_TimesOutInTheQueue()
    {
        var first = await StartAsync("hasty");
        await UntilAsync(first, BuildPhase.Build);

        var second = await _host.Engine.WaitAsync(await StartAsync("hasty"), Cancel);

        second.Status.Should().Be(BuildStatus.TimedOut);
        second.Phases.Select(phase => phase.Phase).Should().Equal(BuildPhase.Submitted, BuildPhase.Queued, BuildPhase.Completed);
        await StopAsync(first);
    }

    [Fact]
    public async Task StopAsync_Waiting_NeverRuns()
    {
        var first = await StartAsync("one-at-a-time");
        await UntilAsync(first, BuildPhase.Build);
        var second = await StartAsync("one-at-a-time");

        await StopAsync(second);
        await StopAsync(first);

        (await _host.Engine.GetAsync(second, Cancel))!.Phases.Should().NotContain(phase => phase.Phase == BuildPhase.Provisioning);
    }

    [Fact]
    public async Task StopAsync_Ended_StaysAsItIs()
    {
        await File.WriteAllTextAsync(Gate, "", Cancel);
        var ended = await _host.Engine.WaitAsync(await StartAsync("one-at-a-time"), Cancel);

        (await _host.Engine.StopAsync(ended.BuildId, cancellationToken: Cancel)).Should().BeEquivalentTo(ended);
    }

    [Fact]
    public async Task RetryAsync_Ended_IsANewBuildOfTheSame()
    {
        await File.WriteAllTextAsync(Gate, "", Cancel);
        var ended = await _host.Engine.WaitAsync(await StartAsync("one-at-a-time"), Cancel);

        var again = await _host.Engine.WaitAsync((await _host.Engine.RetryAsync(ended.BuildId, Cancel)).BuildId, Cancel);

        again.Should().BeEquivalentTo(new { Status = BuildStatus.Succeeded, RetryOf = ended.BuildId, Number = 2, Project = "one-at-a-time" });
        again.BuildId.Should().NotBe(ended.BuildId);
    }

    [Fact]
    public async Task RetryAsync_RunsOrHadSecretsByValue_IsRefused()
    {
        var running = await StartAsync("one-at-a-time");
        await _host.Engine.Invoking(engine => engine.RetryAsync(running, Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage("*has not ended*");
        await StopAsync(running);
        await File.WriteAllTextAsync(Gate, "", Cancel);
        var secret = await _host.Engine.RunAsync(Request("one-at-a-time") with { Secrets = new Dictionary<string, SecretValue> { ["S"] = new("long-enough") } }, Cancel);

        await _host.Engine.Invoking(engine => engine.RetryAsync(secret.BuildId, Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage("*secrets were given by value*");
        await _host.Engine.Invoking(engine => engine.RetryAsync("nobody", Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage("There is no build 'nobody'*");
    }

    [Fact]
    public async Task AutoRetryLimit_Failing_IsTriedThatOftenMore()
    {
        var first = await _host.Engine.WaitAsync(await StartAsync("stubborn"), Cancel);

        var ids = new[] { first.BuildId, $"{first.BuildId}-retry2", $"{first.BuildId}-retry3" };
        foreach (var id in ids)
        {
            (await _host.Engine.WaitAsync(id, Cancel)).Status.Should().Be(BuildStatus.Failed);
        }

        (await _host.Engine.ListForProjectAsync("stubborn", Cancel).ToListAsync(Cancel)).Should().Equal(ids.Reverse());
        (await _host.Engine.GetAsync(ids[2], Cancel))!.RetryOf.Should().Be(ids[1]);
    }

    [Fact]
    public async Task AutoRetryLimit_IdWithoutRoomForTheNext_IsRefused() =>
        await _host.Engine.Invoking(engine => engine.StartAsync(Request("stubborn") with { BuildId = new string('b', 57) }, Cancel))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*too long for a build that is retried by itself: use at most 56 characters*");

    [Fact]
    public async Task ResumeAsync_Breakpoint_LetsTheBuildGoOn()
    {
        var build = await _host.Engine.StartAsync(
            Request("shop") with { Buildspec = "version: 0.2\nphases: {build: {commands: [codebuild-breakpoint, echo on]}}", IsDebugSession = true }, Cancel);
        await Eventually.BeTrueAsync(async () => (await _host.Engine.GetAsync(build.BuildId, Cancel))!.IsPaused, Cancel);

        (await _host.Engine.ResumeAsync(build.BuildId, cancellationToken: Cancel)).IsPaused.Should().BeFalse();

        (await _host.Engine.WaitAsync(build.BuildId, Cancel)).Status.Should().Be(BuildStatus.Succeeded);
    }

    private BuildRequest Request(string project) =>
        new() { Project = project, Environment = new Dictionary<string, string> { ["GATE"] = Gate } };

    private async Task<string> StartAsync(string project) => (await _host.Engine.StartAsync(Request(project), Cancel)).BuildId;

    private Task UntilAsync(string id, BuildPhase phase) =>
        Eventually.BeTrueAsync(async () => (await _host.Engine.GetAsync(id, Cancel))!.Phases[^1].Phase == phase, Cancel);

    private async Task StopAsync(string id)
    {
        await _host.Engine.StopAsync(id, cancellationToken: Cancel);
        (await _host.Engine.WaitAsync(id, Cancel)).Status.Should().Be(BuildStatus.Stopped);
    }
}
