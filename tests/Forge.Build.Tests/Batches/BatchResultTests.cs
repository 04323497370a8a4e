using Forge.Artifacts;

namespace Forge.Build.Tests.Batches;

/// <summary>What a batch makes of what its builds leave.</summary>
public sealed class BatchResultTests : IDisposable
{
    private const string Junit = """<testsuite name="s" time="1"><testcase name="t" classname="c" time="1"/></testsuite>""";
    private const string FailedJunit = """<testsuite name="s" time="2"><testcase name="t" classname="c" time="2"><failure message="no"/></testcase></testsuite>""";

    private readonly BatchHost _host = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task RunAsync_CombineArtifacts_PutsThePrimaryOnesIntoOne()
    {
        const string spec = """
            version: 0.2
            batch:
              build-list: [{identifier: one}, {identifier: two}, {identifier: none, buildspec: none.yml}]
            phases: {build: {commands: ['mkdir d', 'echo $CODEBUILD_BATCH_BUILD_IDENTIFIER > d/who', 'ln -s d/who link']}}
            artifacts: {files: ['d/**/*', link], enable-symlinks: true}
            """;
        _host.Builds.With("none.yml", "version: 0.2\nphases: {build: {commands: ['true']}}");

        var result = await _host.RunAsync(spec, request => request with { Settings = new BuildBatchSettings { CombineArtifacts = true } });

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Phases.Select(phase => phase.Phase).Should().EndWith([BuildBatchPhase.CombineArtifacts, BuildBatchPhase.Succeeded]);
        result.Artifact!.Key.Should().Be(ArtifactKey.Parse("shop/b/shop"));
        (await _host.Builds.ReadArtifactAsync(result.Artifact)).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["one/d/who"] = "one\n",
            ["one/link"] = "d/who",
            ["two/d/who"] = "two\n",
            ["two/link"] = "d/who",
        });
    }

    [Fact]
    public async Task RunAsync_KeysWithoutBuildId_BuildsDoNotReplaceEachOthersAndTheNextBatchDoes()
    {
        const string spec = "version: 0.2\nbatch: {build-list: [{identifier: one}, {identifier: two}]}\nphases: {build: {commands: ['echo $CODEBUILD_BATCH_BUILD_IDENTIFIER $N >who']}}\nartifacts: {files: [who]}";
        var destination = new BuildArtifactDestination { Path = "site", Namespace = BuildArtifactNamespace.None, Name = "out", Packaging = BuildArtifactPackaging.None };
        _host.Builds.Projects.Set(new BuildProject { Name = "shop", Artifact = destination, Batch = new BuildBatchSettings { CombineArtifacts = true } });

        await _host.RunAsync(spec, request => request with { BatchId = "b1", Environment = new Dictionary<string, string> { ["N"] = "1" } });
        var result = await _host.RunAsync(spec, request => request with { BatchId = "b2", Environment = new Dictionary<string, string> { ["N"] = "2" } });

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Artifact!.Key.Value.Should().Be("site/out");
        (await _host.Builds.ReadArtifactAsync(result.Artifact)).Should().BeEquivalentTo(new Dictionary<string, string> { ["one/who"] = "one 2\n", ["two/who"] = "two 2\n" });
        (await _host.Builds.Engine.GetAsync("b2-b1", Cancel))!.Artifact!.Key.Value.Should().Be("site/one/out");
    }

    [Fact]
    public async Task RunAsync_CombineArtifactsOfNone_Succeeds()
    {
        var result = await _host.RunAsync(
            BatchHost.Spec("build-list: [{identifier: one}]"), request => request with { Settings = new BuildBatchSettings { CombineArtifacts = true } });

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Artifact.Should().BeNull();
    }

    [Fact]
    public async Task RunAsync_KeyThatIsTaken_FaultsInCombineArtifacts()
    {
        await _host.Builds.Artifacts.PutAsync(ArtifactKey.Parse("shop/b/shop"), new MemoryStream([1]), Cancel);
        const string spec = "version: 0.2\nbatch: {build-list: [{identifier: one}]}\nphases: {build: {commands: [echo > f]}}\nartifacts: {files: [f]}";

        var result = await _host.RunAsync(spec, request => request with { Settings = new BuildBatchSettings { CombineArtifacts = true } });

        result.Status.Should().Be(BuildStatus.Fault);
        result.Phases.Single(phase => phase.Phase is BuildBatchPhase.CombineArtifacts).StatusCode.Should().Be("ARTIFACT_STORE_FAULT");
        result.Phases[^1].Phase.Should().Be(BuildBatchPhase.Failed);
    }

    [Fact]
    public async Task RunAsync_Fanout_SharesTheTestsAndMergesTheReports()
    {
        _host.Builds.With("good.xml", Junit);
        _host.Builds.With("bad.xml", FailedJunit);
        const string spec = """
            version: 0.2
            batch:
              build-fanout: {parallelism: 2, ignore-failure: true}
            phases:
              build:
                commands:
                  - touch a.test b.test c.test
                  - codebuild-tests-run --test-command 'echo run' --files-search "codebuild-glob-search '*.test'"
                  - if [ $FORGE_SHARD_NUMBER = 1 ]; then cp good.xml out.xml; else cp bad.xml out.xml; fi
            reports:
              unit: {files: [out.xml]}
            """;

        var result = await _host.RunAsync(spec);

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Groups.Select(group => (group.Identifier, group.IgnoreFailure)).Should().Equal(("shard_1", true), ("shard_2", true));
        (await _host.OutputAsync("b-b1")).Should().Equal("run a.test b.test");
        (await _host.OutputAsync("b-b2")).Should().Equal("run c.test");
        var report = result.Reports.Should().ContainSingle(merged => merged.Group == "shop-unit").Subject;
        report.Should().BeEquivalentTo(new { Status = BuildReportStatus.Failed, BuildId = "b", Duration = TimeSpan.FromSeconds(2) });
        report.Totals.Total.Should().Be(2);
        foreach (var shard in (int[])[1, 2])
        {
            (await _host.Builds.Engine.GetAsync($"b-b{shard}", Cancel))!.Reports.Select(own => own.Group).Should().Contain($"shop-unitBuildFanoutShard{shard}")
                .And.OnlyContain(group => group.EndsWith($"BuildFanoutShard{shard}", StringComparison.Ordinal));
        }

        await using var content = await _host.Builds.Artifacts.OpenReadAsync(ArtifactKey.Parse(report.DocumentKey!), Cancel);
        (await ReportDocument.ReadAsync(content, Cancel)).Cases.Should().HaveCount(2);
    }
}
