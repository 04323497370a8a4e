using Forge.Artifacts;
using Forge.Git;
using Forge.Journal;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Build.Tests.Engine;

public sealed class BuildEngineTests : IDisposable
{
    private const string Trivial = "version: 0.2\nphases: {build: {commands: [echo hi]}}";

    private readonly BuildHost _host = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(null, "stat */src/buildspec.yml: no such file or directory")]
    [InlineData("", "the buildspec is empty*")]
    [InlineData("%YAML 9.9\n- [", "*line*")]
    [InlineData("text", "a buildspec is a map*")]
    [InlineData("version: 0.2\nphases:\n\tbuild:", "found character that cannot start any token at line 3*")]
    [InlineData("version: 0.2\nphases: {build: {commands: [a: b]}}", "Expected Commands?0? to be of string type: found subkeys instead at line 2*")]
    [InlineData("version: 7\nphases: {}", "version must be 0.1 or 0.2, not '7'")]
    public async Task RunAsync_BadBuildspec_FailsTheDownloadWithTheReason(string? buildspec, string message)
    {
        var result = await _host.RunAsync(buildspec);

        result.Status.Should().Be(BuildStatus.Failed);
        var failed = result.Phases.Single(phase => phase.Status == BuildStatus.Failed);
        failed.Should().BeEquivalentTo(new { Phase = BuildPhase.DownloadSource, StatusCode = "YAML_FILE_ERROR" });
        failed.Message.Should().Match(message);
        _host.Log.Text.Should().Contain(failed.Message);
    }

    [Theory]
    [InlineData("../buildspec.yml")]
    [InlineData("/etc/hostname")]
    [InlineData("link.yml")]
    public async Task RunAsync_BuildspecThatLeadsOut_IsNotRead(string path)
    {
        File.CreateSymbolicLink(Path.Combine(_host.Source, "link.yml"), "/etc/hostname");

        var result = await _host.RunAsync(Trivial, request => request with { Buildspec = path });

        result.Phases.Single(phase => phase.Status == BuildStatus.Failed).Message.Should().Contain("leads out of the source");
    }

    [Fact]
    public async Task RunAsync_Buildspec_IsKnownByItsDigest()
    {
        using var host = new BuildHost();

        var result = await host.RunAsync("version: 0.2\nphases: {}\n");

        result.BuildspecDigest!.Value.Value.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("version: 0.2\nphases: {}\n"u8)));
        result.Image.Should().BeNull("it ran on the machine itself");
    }

    [Fact]
    public async Task RunAsync_BuildspecInASubdirectory_IsFound()
    {
        _host.With("ci/spec.yml", Trivial);

        (await _host.RunAsync(null, request => request with { Buildspec = "ci/spec.yml" })).Status.Should().Be(BuildStatus.Succeeded);
    }

    [Fact]
    public async Task RunAsync_NoSource_NeedsAnInlineBuildspec()
    {
        var inline = await _host.RunAsync(null, request => request with { Source = BuildSource.None, Buildspec = Trivial });
        var file = await _host.RunAsync(null, request => request with { Source = BuildSource.None });

        inline.Status.Should().Be(BuildStatus.Succeeded);
        file.Phases.Single(phase => phase.Status == BuildStatus.Failed).Message.Should().Contain("needs an inline buildspec");
    }

    [Fact]
    public async Task RunAsync_MissingDirectory_FailsTheDownload()
    {
        var result = await _host.RunAsync(null, request => request with { Source = BuildSource.FromDirectory("/no/such/directory") });

        result.Phases.Single(phase => phase.Status == BuildStatus.Failed).Should().BeEquivalentTo(
            new { Phase = BuildPhase.DownloadSource, Message = "The source directory '/no/such/directory' does not exist." });
    }

    [Fact]
    public async Task RunAsync_SourceOfAProvider_IsCheckedOutAndNamed()
    {
        var provider = new OneFileProvider();
        using var host = new BuildHost(services => services.AddSingleton<ISourceProvider>(provider));

        var result = await host.RunAsync(null, request => request with { Source = BuildSource.FromLocation("one", new SourceLocation { Repository = "r", Version = "main" }) });

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Revision.Should().Be(OneFileProvider.Revision);
        host.Log.Output.Should().Equal($"{OneFileProvider.Revision.Commit} main r");
        Directory.Exists(provider.Directory).Should().BeFalse();
    }

    [Fact]
    public async Task RunAsync_SourceThatCannotBeResolved_FailsTheDownload()
    {
        using var host = new BuildHost(services => services.AddSingleton<ISourceProvider>(new OneFileProvider { Failure = new SourceException("There is no branch 'x'.", "r") }));

        var result = await host.RunAsync(null, request => request with { Source = BuildSource.FromLocation("one", new SourceLocation { Repository = "r" }) });

        result.Phases.Single(phase => phase.Status == BuildStatus.Failed).Message.Should().Be("There is no branch 'x'.");
    }

    [Fact]
    public async Task RunAsync_TakesTooLong_TimesOut()
    {
        var time = new LongTimers();
        using var host = new BuildHost(services => services.AddSingleton<TimeProvider>(time));
        host.Log.Reported = line =>
        {
            if (line.EndsWith("Running command sleep 600", StringComparison.Ordinal))
            {
                time.Fire();
            }
        };

        var result = await host.RunAsync("version: 0.2\nphases: {build: {commands: [echo begun, sleep 600]}, post_build: {commands: [echo post]}}");

        result.Status.Should().Be(BuildStatus.TimedOut);
        result.Phases.Single(phase => phase.Status == BuildStatus.TimedOut).Should().BeEquivalentTo(
            new { Phase = BuildPhase.Build, StatusCode = "BUILD_TIMED_OUT", Message = "Build has timed out. " });
        result.Phases.Select(phase => phase.Phase).Should().EndWith([BuildPhase.Build, BuildPhase.Finalizing, BuildPhase.Completed]);
        host.Log.Output.Should().Equal("begun");
        Directory.EnumerateFileSystemEntries(host.WorkDirectory).Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_Cancelled_RecordsStoppedAndThrows()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        _host.Log.Reported = line =>
        {
            if (line == "begun")
            {
                stop.CancelAfter(TimeSpan.Zero);
            }
        };

        var running = () => _host.RunAsync("version: 0.2\nphases: {build: {commands: [echo begun, sleep 600]}}", request => request with { BuildId = "b-1" }, stop.Token);

        await running.Should().ThrowAsync<OperationCanceledException>();
        var result = await _host.Engine.GetAsync("b-1", Cancel);
        result!.Status.Should().Be(BuildStatus.Stopped);
        result.Phases.Single(phase => phase.Status == BuildStatus.Stopped).Phase.Should().Be(BuildPhase.Build);
        Directory.EnumerateFileSystemEntries(_host.WorkDirectory).Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_LogIsLive()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Log.Reported = line =>
        {
            if (line == "printed")
            {
                seen.TrySetResult();
            }
        };

        var running = _host.RunAsync("version: 0.2\nphases: {build: {commands: ['echo printed; while [ ! -e \"$GO\" ]; do sleep 0.05; done']}}",
            request => request with { Environment = new Dictionary<string, string> { ["GO"] = Path.Combine(_host.Source, "go") } });
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        _host.With("go", "");

        (await running).Status.Should().Be(BuildStatus.Succeeded);
    }

    [Fact]
    public async Task RunAsync_ExecutorFails_IsAFault()
    {
        var executor = new FakeBuildExecutor { OpenFailure = new BuildExecutorException("The engine is gone. Start it.", "fake", isTransient: true) };
        using var host = new BuildHost(services => services.AddSingleton<IBuildExecutor>(executor));

        var result = await host.RunAsync(Trivial, request => request with { Executor = "fake" });

        result.Status.Should().Be(BuildStatus.Fault);
        result.Phases.Select(phase => phase.Phase).Should().Equal(BuildPhase.Submitted, BuildPhase.Queued, BuildPhase.Provisioning, BuildPhase.Completed);
        result.Phases[2].Should().BeEquivalentTo(new { Status = BuildStatus.Fault, StatusCode = "EXECUTOR_FAULT", Message = "The engine is gone. Start it." });
    }

    [Fact]
    public async Task RunAsync_RunnerIsKilled_FailsTheBuild()
    {
        var result = await _host.RunAsync("version: 0.2\nphases: {build: {commands: ['kill -9 0']}, post_build: {commands: [echo no]}}");

        result.Status.Should().Be(BuildStatus.Failed);
        result.Phases.First(phase => phase.Status == BuildStatus.Failed).Message.Should().StartWith("Build container found dead before completing the build");
        _host.Log.Output.Should().NotContain("no");
    }

    [Fact]
    public async Task RunAsync_StoreIsFull_IsAFault()
    {
        _host.With("a.txt", "alpha").Artifacts.PutFailure = new ArtifactStoreException("The disk is full.", ArtifactStoreFailure.NoSpace);

        var result = await _host.RunAsync("version: 0.2\nphases: {}\nartifacts: {files: [a.txt]}");

        result.Status.Should().Be(BuildStatus.Fault);
        result.Phases.Single(phase => phase.Status == BuildStatus.Fault).Should().BeEquivalentTo(
            new { Phase = BuildPhase.UploadArtifacts, StatusCode = "ARTIFACT_STORE_FAULT", Message = "The disk is full." });
    }

    [Fact]
    public async Task RunAsync_Secrets_AppearNowhere()
    {
        const string Canary = "canary-4f9a2c71";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var found = new List<string>();
        _host.Log.Reported = line =>
        {
            if (line == "look")
            {
                found.AddRange(FilesWith(_host.WorkDirectory, Canary));
            }
        };

        var result = await _host.RunAsync(
            $"version: 0.2\nphases: {{pre_build: {{commands: ['export COPY=\"$S\"; kill -9 $$ || true'], on-failure: CONTINUE}}, build: {{commands: ['echo \"value $S\"; echo \"$S\" | base64; echo look; sleep 0.3; test \"$S\" = {Canary} && sh -c \"exit 5\"']}}}}",
            request => request with { BuildId = "b-1", Secrets = new Dictionary<string, SecretValue> { ["S"] = new(Canary) } });

        result.Phases.Single(phase => phase.Phase == BuildPhase.Build).Message.Should().EndWith("exit status 5").And.Contain("= *** &&");
        found.Should().OnlyContain(file => file.EndsWith("/commands/2", StringComparison.Ordinal) || file.EndsWith("/src/buildspec.yml", StringComparison.Ordinal) || file.EndsWith("/runner/buildspec", StringComparison.Ordinal));
        _host.Log.Text.Should().NotContain(Canary).And.Contain("value ***");
        var recorded = new List<string>();
        await foreach (var entry in _host.Journal.ReadAsync(new StreamId("build", "b-1"), 1, Cancel))
        {
            recorded.Add(entry.Entry.Data);
        }

        string.Concat(recorded).Should().NotContain(Canary);
        (await _host.Journal.ReadOutboxAsync(100, Cancel)).Should().NotContain(sent => sent.Data.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_BuildsOfAProject_AreNumbered()
    {
        var numbers = new List<long>();
        foreach (var project in new[] { "shop", "shop", "other", "shop" })
        {
            numbers.Add((await _host.RunAsync(Trivial, request => request with { Project = project })).Number);
        }

        numbers.Should().Equal(1, 2, 1, 3);
    }

    [Fact]
    public async Task RunAsync_AtTheSameTime_HaveNumbersOfTheirOwn()
    {
        _host.With("buildspec.yml", Trivial);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _host.RunAsync(null)));

        results.Select(result => result.Number).Should().BeEquivalentTo([1, 2, 3, 4]);
        results.Should().OnlyContain(result => result.Status == BuildStatus.Succeeded);
    }

    [Fact]
    public async Task GetAsync_AfterTheBuild_GivesTheSameResult()
    {
        var result = await _host.With("a.txt", "alpha").RunAsync("version: 0.2\nphases: {build: {commands: ['false']}}\nartifacts: {files: [a.txt]}");

        (await _host.Engine.GetAsync(result.BuildId, Cancel)).Should().BeEquivalentTo(result);
        (await _host.Engine.GetAsync("no-such", Cancel)).Should().BeNull();
        (await _host.Engine.GetAsync("not an id", Cancel)).Should().BeNull();
        (await ToListAsync(_host.Engine.ListAsync(Cancel))).Should().Equal(result.BuildId);
    }

    [Fact]
    public async Task GetAsync_DuringTheBuild_ShowsThePhaseThatRuns()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = Path.Combine(_host.Source, "go");
        _host.Log.Reported = line =>
        {
            if (line == "printed")
            {
                seen.TrySetResult();
            }
        };
        var running = _host.RunAsync($"version: 0.2\nphases: {{build: {{commands: ['echo printed; while [ ! -e {go} ]; do sleep 0.05; done']}}}}", request => request with { BuildId = "b-1" });
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        var result = await _host.Engine.GetAsync("b-1", Cancel);

        result!.Status.Should().Be(BuildStatus.InProgress);
        result.Phases[^1].Should().BeEquivalentTo(new { Phase = BuildPhase.Build, Status = BuildStatus.InProgress });
        _host.With("go", "");
        await running;
    }

    [Fact]
    public async Task RunAsync_SendsEventsInOrder()
    {
        await _host.RunAsync(Trivial, request => request with { BuildId = "b-1" });

        var events = await _host.Journal.ReadOutboxAsync(100, Cancel);

        events.Select(sent => sent.Type).Should().StartWith("forge.build.started").And.EndWith("forge.build.ended").And.Contain("forge.build.phase");
        events.Should().OnlyContain(sent => sent.Subject == "build/b-1").And.OnlyHaveUniqueItems(sent => sent.Id);
        events[^1].Data.Should().Contain("\"build-status\":\"SUCCEEDED\"").And.Contain("\"project-name\":\"shop\"");
    }

    [Fact]
    public void Constructor_UnknownStore_IsRefused()
    {
        var creating = () => new BuildHost(options: builds => builds.ArtifactStore = "s3");

        creating.Should().Throw<InvalidOperationException>().WithMessage("*'s3'*'fake'*");
    }

    private static async Task<List<string>> ToListAsync(IAsyncEnumerable<string> items)
    {
        var list = new List<string>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    private static List<string> FilesWith(string directory, string text) =>
        [.. new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Length > 0 && !file.Name.Contains('.', StringComparison.Ordinal) | file.Extension is ".sh" or ".yml")
            .Select(file => file.FullName)
            .Where(file => !file.EndsWith("/output", StringComparison.Ordinal) && File.ReadAllText(file).Contains(text, StringComparison.Ordinal))];
}
