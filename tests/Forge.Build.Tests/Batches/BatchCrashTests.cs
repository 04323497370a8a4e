using Forge.Build.Batches;
using Forge.Journal;
using Forge.Testing;

namespace Forge.Build.Tests.Batches;

public sealed class BatchCrashTests
{
    private const string BatchId = "b";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Asked for; planned; first build begins, ends; second begins, ends; over.
    [Theory]
    [CombinatorialAppends(7)]
    public async Task DriveAsync_HostEndsAtAnAppend_TheNextOneRepeatsNothing(int append, bool isRecorded)
    {
        using var host = new BatchHost();
        var runs = host.Mark("runs");
        var crash = new CrashAt(host.Builds.Journal, BatchState.StreamKind, append, isRecorded);
        var request = host.Request(BatchHost.Spec("build-graph: [{identifier: one}, {identifier: two, depend-on: [one]}]")
            .Replace("commands: [", $"commands: ['echo $CODEBUILD_BATCH_BUILD_IDENTIFIER >> {runs}', ", StringComparison.Ordinal));
        try
        {
            await host.Engine.StartAsync(request, Cancel);
        }
        catch (JournalException) when (append == 1)
        {
            // Whoever asks does not know whether it was recorded, and asks again.
            await host.Engine.StartAsync(request, Cancel);
        }

        await using var other = host.OtherWorker();
        await Eventually.BeTrueAsync(
            async () =>
            {
                await other.RecoverAsync(Cancel);
                return (await host.Engine.GetAsync(BatchId, Cancel))!.Status is not BuildStatus.InProgress;
            },
            Cancel);

        crash.Happened.Should().BeTrue();
        (await host.Engine.GetAsync(BatchId, Cancel))!.Status.Should().Be(BuildStatus.Succeeded);
        (await File.ReadAllLinesAsync(runs, Cancel)).Should().Equal("one", "two");
        (await host.BuildIdsAsync()).Should().Equal("b-b1", "b-b2");
    }

    [Fact]
    public async Task Restart_RunningBatch_GoesOn()
    {
        var first = new BatchHost();
        var (mark, runs) = (first.Mark("mark"), first.Mark("runs"));
        await first.Engine.StartAsync(
            first.Request(BatchHost.Spec($$"""build-graph: [{identifier: one, env: {variables: {WAIT: {{mark}}} } }, {identifier: two, depend-on: [one]}]""")
                .Replace("commands: [", $"commands: ['echo $CODEBUILD_BATCH_BUILD_IDENTIFIER >> {runs}', ", StringComparison.Ordinal)),
            Cancel);
        await Eventually.BeTrueAsync(() => new FileInfo(runs).Length > 0, Cancel);
        await first.Builds.StopAsync();
        File.Delete(mark);

        using var second = new BuildHost(after: first.Builds);
        await second.StartAsync();
        var result = await second.Batches.WaitAsync(BatchId, Cancel);

        result.Status.Should().Be(BuildStatus.Succeeded);
        (await File.ReadAllLinesAsync(runs, Cancel)).Should().Equal("one", "two");
    }

    [Fact]
    public async Task Restart_BatchThatSomebodyStoppedMeanwhile_StopsItsBuilds()
    {
        var first = new BatchHost();
        var mark = first.Mark("mark");
        await first.Engine.StartAsync(first.Request(BatchHost.Spec($$"""build-list: [{identifier: one, env: {variables: {WAIT: {{mark}}} } }]""")), Cancel);
        await first.WaitAsync(BatchId, batch => batch.Groups.Any(group => group.BuildId is not null));
        await Eventually.BeTrueAsync(async () => (await first.BuildIdsAsync()).Count > 0, Cancel);
        await first.Builds.StopAsync();

        using var second = new BuildHost(after: first.Builds);
        await second.Batches.StopAsync(BatchId, "tester", Cancel);
        await second.StartAsync();
        var result = await second.Batches.WaitAsync(BatchId, Cancel);

        result.Status.Should().Be(BuildStatus.Stopped);
        result.Groups.Single().Status.Should().Be(BuildStatus.Stopped);
    }
}
