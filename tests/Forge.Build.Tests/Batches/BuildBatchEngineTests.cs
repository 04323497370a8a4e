using System.Text.Json;
using Forge.Build.Batches;
using Forge.Git;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Build.Tests.Batches;

public sealed class BuildBatchEngineTests : IDisposable
{
    private const string Two = "build-list: [{identifier: one}, {identifier: two}]";

    private readonly BatchHost _host = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task RunAsync_List_RunsEveryBuildWithItsOwnVariables()
    {
        var spec = BatchHost.Spec("""
            build-list:
              - {identifier: one, env: {variables: {COLOR: red}}}
              - {identifier: two, env: {variables: {COLOR: blue}}}
              - {identifier: three}
            """);

        var result = await _host.RunAsync(spec, request => request with { Environment = new Dictionary<string, string> { ["COLOR"] = "gray" } });

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.EndedAt.Should().NotBeNull();
        result.Phases.Select(phase => (phase.Phase, phase.Status)).Should().Equal(
            (BuildBatchPhase.Submitted, BuildStatus.Succeeded),
            (BuildBatchPhase.DownloadBatchSpec, BuildStatus.Succeeded),
            (BuildBatchPhase.InProgress, BuildStatus.Succeeded),
            (BuildBatchPhase.Succeeded, null));
        result.Groups.Select(group => (group.Identifier, group.BuildId, group.Status)).Should().Equal(
            ("one", "b-b1", BuildStatus.Succeeded), ("two", "b-b2", BuildStatus.Succeeded), ("three", "b-b3", BuildStatus.Succeeded));
        (await _host.OutputAsync("b-b1")).Should().Equal("one red");
        (await _host.OutputAsync("b-b2")).Should().Equal("two blue");
        (await _host.OutputAsync("b-b3")).Should().Equal("three gray");
    }

    [Fact]
    public async Task RunAsync_Graph_StartsABuildWhenThoseItDependsOnHaveEnded()
    {
        var result = await _host.RunAsync(BatchHost.Spec("""
            build-graph:
              - {identifier: last, depend-on: [left, right]}
              - {identifier: left, depend-on: [first]}
              - {identifier: right, depend-on: [first]}
              - {identifier: first}
            """));

        result.Status.Should().Be(BuildStatus.Succeeded);
        var builds = new Dictionary<string, BuildResult>();
        foreach (var group in result.Groups)
        {
            builds[group.Identifier] = (await _host.Builds.Engine.GetAsync(group.BuildId!, Cancel))!;
        }

        builds["left"].StartedAt.Should().BeOnOrAfter(builds["first"].EndedAt!.Value);
        builds["right"].StartedAt.Should().BeOnOrAfter(builds["first"].EndedAt!.Value);
        builds["last"].StartedAt.Should().BeOnOrAfter(builds["left"].EndedAt!.Value).And.BeOnOrAfter(builds["right"].EndedAt!.Value);
    }

    // C58
    [Fact]
    public async Task RunAsync_Matrix_RunsEveryCombination()
    {
        _host.Builds.With("a.yml", "version: 0.2\nphases: {build: {commands: [echo a $COLOR]}}");
        _host.Builds.With("b.yml", "version: 0.2\nphases: {build: {commands: [echo b $COLOR]}}");

        var result = await _host.RunAsync(BatchHost.Spec("build-matrix: {dynamic: {buildspec: [a.yml, b.yml], env: {variables: {COLOR: [red, green, blue]}}}}"));

        result.Status.Should().Be(BuildStatus.Succeeded);
        var printed = new List<string>();
        foreach (var group in result.Groups)
        {
            printed.AddRange(await _host.OutputAsync(group.BuildId!));
        }

        printed.Should().Equal("a red", "a green", "a blue", "b red", "b green", "b blue");
    }

    // C59
    [Fact]
    public async Task RunAsync_IdentifierWithADash_FailsBeforeAnythingStarts()
    {
        var result = await _host.RunAsync(BatchHost.Spec("build-list: [{identifier: a-b}, {identifier: ok}, {identifier: c-d}]"));

        result.Status.Should().Be(BuildStatus.Failed);
        result.Phases.Single(phase => phase.Phase is BuildBatchPhase.DownloadBatchSpec).Should().BeEquivalentTo(new
        {
            Status = BuildStatus.Failed,
            StatusCode = "BATCH_SPEC_VALIDATION_ERROR",
            Message = "BatchSpec has invalid values.. Build Identifiers a-b,c-d must contain only alphanumeric characters and underscores and be less than 128 characters in length.",
        });
        result.Phases[^1].Phase.Should().Be(BuildBatchPhase.Failed);
        result.Groups.Should().BeEmpty();
        (await _host.BuildIdsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("version: 0.2\nphases: {}", "BATCH_SPEC_VALIDATION_ERROR", "*batch needs build-list*")]
    [InlineData("version: 0.2\nbatch: {build-list: []}\nphases: {}", "BATCH_SPEC_VALIDATION_ERROR", "*with at least one build*")]
    [InlineData("version: 0.2\nbatch: {build-graph: [{identifier: a, depend-on: [b]}]}\nphases: {}", "BATCH_SPEC_VALIDATION_ERROR", "*a depends on b, which is not*")]
    [InlineData("version: 0.2\nbatch: {build-graph: [{identifier: a, depend-on: [a]}]}\nphases: {}", "BATCH_SPEC_VALIDATION_ERROR", "*circle: a -> a*")]
    [InlineData("version: 0.2\nbatch: {build-list: [{identifier: a, env: {compute-type: HUGE}}]}\nphases: {}", "BATCH_SPEC_VALIDATION_ERROR", "*compute-type HUGE*")]
    [InlineData("version: 0.2\nbatch: {build-list: [{identifier: a, env: {compute-type: BUILD_GENERAL1_LARGE}}]}\nphases: {}", "BATCH_SPEC_VALIDATION_ERROR", "*allows BUILD_GENERAL1_SMALL.")]
    [InlineData("version: 0.2\nbatch: {build-list: [{identifier: a, env: {image: 'NOT AN IMAGE'}}]}\nphases: {}", "BATCH_SPEC_VALIDATION_ERROR", "*image NOT AN IMAGE*")]
    [InlineData("version: 0.2\nbatch: {build-list: [{identifier: a, env: {privileged-mode: true}}]}\nphases: {}", "BATCH_SPEC_VALIDATION_ERROR", "*privileged-mode*set IsPrivileged*")]
    [InlineData("version: 0.2\nbatch: {build-list: [{identifier: a}, {identifier: b}, {identifier: c}]}\nphases: {}", "BATCH_SPEC_VALIDATION_ERROR", "*has 3 builds*allows 2*")]
    [InlineData("version: 7\nphases: {}", "YAML_FILE_ERROR", "version must be*")]
    [InlineData("", "YAML_FILE_ERROR", "the buildspec is empty*")]
    public async Task RunAsync_BadBatch_FailsTheDownloadWithTheReason(string buildspec, string code, string message)
    {
        var settings = new BuildBatchSettings { MaximumBuildsAllowed = 2, ComputeTypesAllowed = ["BUILD_GENERAL1_SMALL"] };

        var result = await _host.RunAsync(buildspec, request => request with { Settings = settings });

        result.Status.Should().Be(BuildStatus.Failed);
        var failed = result.Phases.Single(phase => phase.Status is BuildStatus.Failed);
        failed.Should().BeEquivalentTo(new { Phase = BuildBatchPhase.DownloadBatchSpec, StatusCode = code });
        failed.Message.Should().Match(message);
        (await _host.BuildIdsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_MissingFileOrSource_FailsTheDownload()
    {
        var noFile = await _host.RunAsync(BatchHost.Spec(Two), request => request with { Buildspec = "no.yml" });
        var noSource = await _host.RunAsync(BatchHost.Spec(Two), request => request with { BatchId = "c", Source = BuildSource.FromDirectory("/no/such/directory") });

        noFile.Phases.Single(phase => phase.Status is BuildStatus.Failed).Should().BeEquivalentTo(new { StatusCode = "YAML_FILE_ERROR", Message = "stat ./no.yml: no such file or directory" });
        noSource.Phases.Single(phase => phase.Status is BuildStatus.Failed).StatusCode.Should().Be("CLIENT_ERROR");
    }

    [Fact]
    public async Task RunAsync_InlineBuildspecAndVersionAsText_Run()
    {
        var spec = BatchHost.Spec(Two).Replace("0.2", "\"0.2\"", StringComparison.Ordinal);

        var result = await _host.RunAsync("", request => request with { Buildspec = spec, Source = BuildSource.None });

        result.Status.Should().Be(BuildStatus.Succeeded);
    }

    [Fact]
    public async Task RunAsync_Overrides_ReachTheBuilds()
    {
        _host.Builds.Get<BuildProjects>().Set(new BuildProject
        {
            Name = "shop",
            IsPrivileged = true,
            AutoRetryLimit = 3,
            Limits = new ResourceLimits { Processes = 77 },
            Image = ImageReference.Parse("own:1"),
        });
        var fail = _host.Mark("fail");
        var result = await _host.RunAsync(BatchHost.Spec($$"""
            build-list:
              - {identifier: a, debug-session: true, ignore-failure: true, env: {compute-type: BUILD_GENERAL1_MEDIUM, image: 'other:2', privileged-mode: false, variables: {FAIL: {{fail}}} } }
              - {identifier: b, ignore-failure: true, env: {type: ARM_CONTAINER, compute-type: BUILD_GENERAL1_XLARGE, privileged-mode: true} }
              - {identifier: c, ignore-failure: true}
            """));

        result.Groups.Should().HaveCount(3);
        var a = await _host.DefinitionAsync("b-b1");
        a.Should().BeEquivalentTo(new { BatchIdentifier = "a", ImageName = "other:2", IsPrivileged = false, IsDebugSession = true, RetriesLeft = 0 });
        a.Limits.Should().Be(new ResourceLimits { MemoryBytes = 8L << 30, Processors = 4, Processes = 77 });
        var b = await _host.DefinitionAsync("b-b2");
        b.Should().BeEquivalentTo(new { ImageName = "own:1", IsPrivileged = true, IsDebugSession = false });
        b.Limits.Should().Be(new ResourceLimits { MemoryBytes = 64L << 30, Processors = 32, Processes = 77 });
        (await _host.DefinitionAsync("b-b3")).Limits.Should().Be(new ResourceLimits { Processes = 77 });
    }

    [Fact]
    public async Task RunAsync_BranchThatMoves_BuildsOneCommit()
    {
        var provider = new FakeSourceProvider();
        using var host = new BatchHost(services => services.AddSingleton<ISourceProvider>(provider));
        var spec = BatchHost.Spec("build-graph: [{identifier: one}, {identifier: two, depend-on: [one]}]");
        var commit = provider.Commit("r", "main", new SourceFile { Path = "buildspec.yml", Content = spec });
        host.Builds.Journal.Appended = batch =>
        {
            if (batch.Appends[0].Entries[0].Type == nameof(BatchPlanned))
            {
                provider.Commit("r", "main", new SourceFile { Path = "buildspec.yml", Content = "nonsense" });
            }
        };

        var result = await host.RunAsync("", request => request with
        {
            Source = BuildSource.FromLocation("fake", new SourceLocation { Repository = "r", Version = "main" }),
            SecondarySources = new Dictionary<string, BuildSource> { ["other"] = BuildSource.FromLocation("fake", new SourceLocation { Repository = "r", Version = "main" }) },
        });

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Revision!.Commit.Should().Be(commit);
        foreach (var group in result.Groups)
        {
            var definition = await host.DefinitionAsync(group.BuildId!);
            definition.Source.Commit.Should().Be(commit.ToString());
            definition.SecondarySources["other"].Commit.Should().Be(commit.ToString());
        }
    }

    [Fact]
    public async Task RunAsync_FailedBuild_FailsTheBatchAndKeepsDependentsFromStarting()
    {
        var fail = _host.Mark("fail");
        var result = await _host.RunAsync(BatchHost.Spec($$"""
            build-graph:
              - {identifier: bad, env: {variables: {FAIL: {{fail}}} } }
              - {identifier: next, depend-on: [bad]}
              - {identifier: last, depend-on: [next]}
              - {identifier: other}
            """));

        result.Status.Should().Be(BuildStatus.Failed);
        result.Phases.Single(phase => phase.Phase is BuildBatchPhase.InProgress).Message.Should().Be(
            "3 of 4 builds did not succeed: bad FAILED, next was not started, last was not started");
        result.Groups.Select(group => (group.Identifier, group.Status, group.BuildId)).Should().BeEquivalentTo(new[]
        {
            ("bad", BuildStatus.Failed, "b-b1"), ("next", BuildStatus.Stopped, (string?)null), ("last", BuildStatus.Stopped, null), ("other", BuildStatus.Succeeded, "b-b4"),
        });
    }

    [Fact]
    public async Task RunAsync_IgnoredFailure_SucceedsAndGoesOn()
    {
        var fail = _host.Mark("fail");
        var result = await _host.RunAsync(BatchHost.Spec($$"""
            fast-fail: true
            build-graph:
              - {identifier: bad, ignore-failure: true, env: {variables: {FAIL: {{fail}}} } }
              - {identifier: next, depend-on: [bad]}
            """));

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Groups.Select(group => group.Status).Should().Equal(BuildStatus.Failed, BuildStatus.Succeeded);
    }

    [Fact]
    public async Task RunAsync_FastFail_StopsWhatRuns()
    {
        var mark = _host.Mark("mark");
        var result = await _host.RunAsync(BatchHost.Spec($$"""
            fast-fail: true
            build-graph:
              - {identifier: bad, env: {variables: {FAIL: {{mark}}} } }
              - {identifier: slow, env: {variables: {WAIT: {{mark}}} } }
              - {identifier: next, depend-on: [slow]}
            """));

        result.Status.Should().Be(BuildStatus.Failed);
        result.Groups.Select(group => (group.Status, group.BuildId is not null)).Should().Equal(
            (BuildStatus.Failed, true), (BuildStatus.Stopped, true), (BuildStatus.Stopped, false));
    }

    [Fact]
    public async Task StopAsync_RunningBatch_StopsItsBuilds()
    {
        var mark = _host.Mark("mark");
        var request = _host.Request(BatchHost.Spec($$"""
            build-graph:
              - {identifier: slow, env: {variables: {WAIT: {{mark}}} } }
              - {identifier: next, depend-on: [slow]}
            """));
        await _host.Engine.StartAsync(request, Cancel);
        await _host.WaitAsync("b", batch => batch.Groups.Any(group => group.BuildId is not null));

        await _host.Engine.StopAsync("b", "tester", Cancel);
        var result = await _host.Engine.WaitAsync("b", Cancel);

        result.Status.Should().Be(BuildStatus.Stopped);
        result.Phases[^1].Phase.Should().Be(BuildBatchPhase.Stopped);
        result.Groups.Select(group => (group.Status, group.BuildId)).Should().BeEquivalentTo(new[] { (BuildStatus.Stopped, "b-b1"), (BuildStatus.Stopped, (string?)null) });
        (await _host.Engine.StopAsync("b", "tester", Cancel)).Should().BeEquivalentTo(result);
    }

    [Fact]
    public async Task RunAsync_Cancelled_StopsTheBatch()
    {
        var mark = _host.Mark("mark");
        var request = _host.Request(BatchHost.Spec($$"""build-list: [{identifier: slow, env: {variables: {WAIT: {{mark}}} } }]"""));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = _host.Engine.RunAsync(request, cancel.Token);
        await Eventually.BeTrueAsync(async () => await _host.Engine.GetAsync("b", Cancel) is { Groups.Count: > 0 }, Cancel);

        await cancel.CancelAsync();

        await running.Awaiting(run => run).Should().ThrowAsync<OperationCanceledException>();
        (await _host.Engine.GetAsync("b", Cancel))!.Status.Should().Be(BuildStatus.Stopped);
    }

    [Fact]
    public async Task RunAsync_TooLong_TimesOut()
    {
        var mark = _host.Mark("mark");
        var result = await _host.RunAsync(
            BatchHost.Spec($$"""build-list: [{identifier: slow, env: {variables: {WAIT: {{mark}}} } }]"""),
            request => request with { Settings = new BuildBatchSettings { Timeout = TimeSpan.FromSeconds(1) } });

        result.Status.Should().Be(BuildStatus.TimedOut);
        result.Phases.Single(phase => phase.Phase is BuildBatchPhase.InProgress).StatusCode.Should().Be("BUILD_TIMED_OUT");
        result.Phases[^1].Phase.Should().Be(BuildBatchPhase.Failed);
        result.Groups.Single().Status.Should().Be(BuildStatus.Stopped);
    }

    [Fact]
    public async Task RunAsync_MoreBuildsThanMayWait_RunsThemAll()
    {
        using var host = new BatchHost(options: builds =>
        {
            builds.PollInterval = TimeSpan.FromMilliseconds(100);
            builds.Projects.Add(new BuildProject { Name = "shop", ConcurrentBuildLimit = 1 });
        });

        var result = await host.RunAsync(BatchHost.Spec("build-fanout: {parallelism: 8}"));

        result.Status.Should().Be(BuildStatus.Succeeded);
        (await host.BuildIdsAsync()).Should().HaveCount(8);
    }

    [Fact]
    public async Task StartAsync_SameIdTwice_GivesOneBatch()
    {
        var request = _host.Request(BatchHost.Spec(Two));

        await _host.Engine.StartAsync(request, Cancel);
        var second = await _host.Engine.RunAsync(request, Cancel);

        second.Status.Should().Be(BuildStatus.Succeeded);
        (await _host.BuildIdsAsync()).Should().Equal("b-b1", "b-b2");
        (await _host.Engine.ListAsync(Cancel).ToListAsync(Cancel)).Should().Equal("b");
        await _host.Engine.Awaiting(engine => engine.StartAsync(request with { Project = "other" }, Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage("*taken by a batch of project 'shop'*");
    }

    [Theory]
    [InlineData("a_b", "process", 60, "'a_b' is not the id of a batch*")]
    [InlineData("0123456789012345678901234567890123456789012345678", "process", 60, "*is not the id of a batch*")]
    [InlineData("b", "no", 60, "There is no executor 'no'*")]
    [InlineData("b", "process", 0, "A batch may take from 1 second*")]
    public async Task StartAsync_BadRequest_IsRefused(string id, string executor, int seconds, string message)
    {
        var request = _host.Request(BatchHost.Spec(Two)) with { BatchId = id, Executor = executor, Settings = new BuildBatchSettings { Timeout = TimeSpan.FromSeconds(seconds) } };

        await _host.Engine.Awaiting(engine => engine.StartAsync(request, Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage(message);
        (await _host.Engine.ListAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task GetAsync_UnknownBatch_IsNull()
    {
        (await _host.Engine.GetAsync("no", Cancel)).Should().BeNull();
        (await _host.Engine.GetAsync("../no", Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task RunAsync_Batch_TellsTheWorldOfItsPhases()
    {
        await _host.RunAsync(BatchHost.Spec(Two));

        var events = (await _host.Builds.Journal.ReadOutboxAsync(1000, Cancel)).Where(sent => sent.Type.StartsWith("forge.batch.", StringComparison.Ordinal)).ToList();
        events.Select(sent => sent.Type).Should().Equal("forge.batch.started", "forge.batch.phase", "forge.batch.phase", "forge.batch.phase", "forge.batch.ended");
        events.Should().AllSatisfy(sent => sent.Subject.Should().Be("build-batch/b"));
        JsonDocument.Parse(events[^1].Data).RootElement.GetProperty("status").GetString().Should().Be("Succeeded");
    }
}
