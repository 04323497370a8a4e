namespace Forge.Build.Tests.Batches;

public sealed class BatchRetryTests : IDisposable
{
    private const string Two = "build-list: [{identifier: one}, {identifier: two}]";

    private readonly BatchHost _host = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(BuildBatchRetry.Failed)]
    [InlineData(BuildBatchRetry.All)]
    public async Task RetryAsync_FailedBatch_RunsTheBuildsAnewAndKeepsTheirHistory(BuildBatchRetry retry)
    {
        var fail = _host.Mark("fail");
        await _host.RunAsync(BatchHost.Spec($$"""
            build-graph:
              - {identifier: good}
              - {identifier: bad, env: {variables: {FAIL: {{fail}}} } }
              - {identifier: next, depend-on: [good, bad]}
            """));
        File.Delete(fail);

        var retried = await _host.Engine.RetryAsync("b", retry, Cancel);
        var result = await _host.Engine.WaitAsync(retried.BatchId, Cancel);

        result.Should().BeEquivalentTo(new { Status = BuildStatus.Succeeded, RetryOf = "b" });
        result.BatchId.Should().NotBe("b");
        var isAll = retry is BuildBatchRetry.All;
        result.Groups.Select(group => group.BuildId).Should().Equal(isAll ? $"{result.BatchId}-b1" : "b-b1", $"{result.BatchId}-b2", $"{result.BatchId}-b3");
        result.Groups[0].PriorBuilds.Select(build => (build.BuildId, build.Status)).Should().Equal(isAll ? [("b-b1", BuildStatus.Succeeded)] : []);
        result.Groups[1].PriorBuilds.Select(build => (build.BuildId, build.Status)).Should().Equal(("b-b2", BuildStatus.Failed));
        result.Groups[2].PriorBuilds.Should().BeEmpty();
    }

    [Fact]
    public async Task RetryAsync_FailedDownload_ReadsTheBuildspecAgain()
    {
        await _host.RunAsync("version: 0.2\nphases: {}");
        _host.Builds.With("buildspec.yml", BatchHost.Spec(Two));

        var retried = await _host.Engine.RetryAsync("b", cancellationToken: Cancel);

        (await _host.Engine.WaitAsync(retried.BatchId, Cancel)).Status.Should().Be(BuildStatus.Succeeded);
    }

    [Fact]
    public async Task RetryAsync_BatchThatSucceededOrIsUnknown_IsRefused()
    {
        await _host.RunAsync(BatchHost.Spec(Two));

        await _host.Engine.Awaiting(engine => engine.RetryAsync("b", cancellationToken: Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage("*'b' cannot be retried: it has succeeded*");
        await _host.Engine.Awaiting(engine => engine.RetryAsync("c", cancellationToken: Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage("There is no batch 'c'.*");
    }
}
