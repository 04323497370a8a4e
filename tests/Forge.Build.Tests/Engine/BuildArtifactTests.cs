using Forge.Artifacts;

namespace Forge.Build.Tests.Engine;

/// <summary>Where builds store what their projects want stored.</summary>
public sealed class BuildArtifactTests : IDisposable
{
    private static readonly BuildArtifactDestination Fixed = new() { Path = "site", Namespace = BuildArtifactNamespace.None, Name = "out" };

    private readonly BuildHost _host = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task KeyWithoutBuildId_IsReplacedByTheNextBuild()
    {
        Project(new BuildProject { Name = "shop", Artifact = Fixed });
        await RunAsync("one");

        var second = await RunAsync("two");
        var third = await RunAsync("two");

        second.Artifact!.Key.Value.Should().Be("site/out");
        third.Artifact.Should().Be(second.Artifact, "the same bytes stay where they are");
        (await _host.ReadArtifactAsync(third.Artifact!)).Should().Equal(new Dictionary<string, string> { ["made.txt"] = "two\n" });
    }

    [Fact]
    public async Task FolderWithoutBuildId_FilesAreReplacedByTheNextBuild()
    {
        Project(new BuildProject { Name = "shop", Artifact = Fixed with { Packaging = BuildArtifactPackaging.None } });
        await RunAsync("one");

        var second = await RunAsync("two");

        second.Artifacts.Should().Equal(new BuildArtifact { Identifier = "", Location = "site/out" });
        (await ReadAsync("site/out/made.txt")).Should().Be("two\n");
    }

    [Fact]
    public async Task KeyWithoutBuildId_BuildsAtTheSameTime_AllSucceedAndTheLastOneStays()
    {
        Project(new BuildProject { Name = "shop", Artifact = Fixed });
        _host.With("buildspec.yml", "version: 0.2\nphases: {build: {commands: [echo $CODEBUILD_BUILD_NUMBER >made.txt]}}\nartifacts: {files: [made.txt]}");

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _host.RunAsync(null)));

        results.Should().OnlyContain(result => result.Status == BuildStatus.Succeeded);
        (await _host.ReadArtifactAsync((await _host.Artifacts.StatAsync(ArtifactKey.Parse("site/out"), Cancel))!))["made.txt"].Trim().Should().BeOneOf("1", "2", "3", "4");
    }

    [Theory]
    [InlineData(BuildArtifactNamespace.None, BuildArtifactPackaging.Zip)]
    [InlineData(BuildArtifactNamespace.None, BuildArtifactPackaging.None)]
    [InlineData(BuildArtifactNamespace.BuildId, BuildArtifactPackaging.Zip)]
    [InlineData(BuildArtifactNamespace.BuildId, BuildArtifactPackaging.None)]
    public async Task Unencrypted_ProjectWantsIt_TheStoreIsAskedFor(BuildArtifactNamespace where, BuildArtifactPackaging packaging)
    {
        var destination = Fixed with { Namespace = where, Packaging = packaging };
        Project(new BuildProject { Name = "shop", Artifact = destination });
        await RunAsync("one");
        _host.Artifacts.Unencrypted.Should().BeEmpty();

        await _host.RunAsync(null, request => request with { Artifact = destination with { IsUnencrypted = true, Name = "open" } });

        _host.Artifacts.Unencrypted.Should().ContainSingle().Which.Value.Should().Contain("open");
    }

    [Theory]
    [InlineData("logs/shop")]
    [InlineData("cache/shop")]
    public async Task KeyWithoutBuildId_IsWhatForgeKeeps_IsNotReplaced(string path)
    {
        var kept = await _host.Artifacts.PutAsync(ArtifactKey.Parse($"{path}/out"), new MemoryStream([1]), Cancel);
        Project(new BuildProject { Name = "shop", Artifact = Fixed with { Path = path } });

        var result = await RunAsync("one");

        Upload(result).Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "CLIENT_ERROR" });
        (await _host.Artifacts.StatAsync(kept.Key, Cancel)).Should().Be(kept);
    }

    [Theory]
    [InlineData(null, "site/out")]
    [InlineData(false, "site/out")]
    [InlineData(true, "site/mine")]
    public async Task KeyWithoutBuildId_BuildspecNamesIt_OnlyWhereTheProjectSaysSo(bool? overrides, string key)
    {
        Project(new BuildProject { Name = "shop", Artifact = Fixed with { OverrideName = overrides } });

        (await RunAsync("one", ", name: mine")).Artifact!.Key.Value.Should().Be(key);
    }

    [Fact]
    public async Task SecondaryArtifacts_HaveDestinationsOfTheirOwn()
    {
        Project(new BuildProject
        {
            Name = "shop",
            SecondaryArtifacts = new Dictionary<string, BuildArtifactDestination>
            {
                ["docs"] = new() { Path = "", Namespace = BuildArtifactNamespace.None, Name = "docs/latest", Packaging = BuildArtifactPackaging.None },
                ["tool"] = new() { Path = "tools" },
                ["none"] = BuildArtifactDestination.None,
            },
        });

        var result = await RunAsync("one", ", secondary-artifacts: {docs: {files: [a.txt]}, tool: {files: [a.txt], name: 'tool-$X'}, none: {files: [a.txt]}}", request => request with
        {
            BuildId = "b-1",
            Environment = new Dictionary<string, string> { ["X"] = "7" },
        });

        result.Status.Should().Be(BuildStatus.Succeeded, _host.Log.Text);
        result.Artifacts.Select(artifact => (artifact.Identifier, artifact.Location)).Should().Equal(("", "shop/b-1/shop"), ("docs", "docs/latest"), ("tool", "tools/b-1/tool-7"));
        (await ReadAsync("docs/latest/a.txt")).Should().Be("alpha");
    }

    [Fact]
    public async Task RequestWinsOverProject()
    {
        Project(new BuildProject { Name = "shop", Artifact = Fixed, SecondaryArtifacts = new Dictionary<string, BuildArtifactDestination> { ["docs"] = new() { Name = "x" } } });

        var result = await RunAsync("one", ", secondary-artifacts: {docs: {files: [a.txt]}}", request => request with
        {
            BuildId = "b-1",
            Artifact = new BuildArtifactDestination { Name = "mine.zip" },
            SecondaryArtifacts = new Dictionary<string, BuildArtifactDestination> { ["docs"] = new() { Name = "y" } },
        });

        result.Artifacts.Select(artifact => artifact.Location).Should().Equal("shop/b-1/mine.zip", "shop/b-1/y");
    }

    [Fact]
    public async Task NoDestination_StoresNothingAndSaysSo()
    {
        Project(new BuildProject { Name = "shop", Artifact = BuildArtifactDestination.None });

        var result = await RunAsync("one", ", secondary-artifacts: {docs: {files: [a.txt]}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Artifacts.Should().BeEmpty();
        _host.Log.Notes.Should().Contain("Warning: artifacts is ignored: the project stores none");
    }

    [Theory]
    [InlineData(BuildArtifactPackaging.Zip)]
    [InlineData(BuildArtifactPackaging.None)]
    public async Task TwoArtifactsWithOneKey_FailTheUpload(BuildArtifactPackaging packaging)
    {
        var destination = Fixed with { Packaging = packaging };
        Project(new BuildProject { Name = "shop", Artifact = destination, SecondaryArtifacts = new Dictionary<string, BuildArtifactDestination> { ["again"] = destination } });

        var result = await RunAsync("one", ", secondary-artifacts: {again: {files: [made.txt]}}");

        Upload(result).Message.Should().StartWith("Two artifacts of the build want the key 'site/out");
    }

    [Theory]
    [InlineData("..", "out", "The path '..' and the name 'out' cannot be those of the artifact")]
    [InlineData("a//b", "out", "The path 'a//b'")]
    [InlineData("", "/", "a ZIP needs at least one")]
    [InlineData("p", "x/../y", "the name 'x/../y'")]
    public async Task DestinationThatMakesNoKey_IsRefused(string path, string name, string problem)
    {
        var start = () => RunAsync("one", change: request => request with { Artifact = new BuildArtifactDestination { Path = path, Namespace = BuildArtifactNamespace.None, Name = name } });

        (await start.Should().ThrowAsync<ArgumentException>()).Which.Message.Should().Contain(problem);
    }

    [Fact]
    public void SecondaryArtifacts_TooManyOrBadlyNamed_AreRefused()
    {
        var many = Enumerable.Range(0, 13).ToDictionary(number => $"a-{number}", _ => new BuildArtifactDestination());

        var set = () => Project(new BuildProject { Name = "shop", SecondaryArtifacts = many });

        set.Should().Throw<ArgumentException>().Which.Message.Should().Contain("A build may have 12 secondary artifacts, not 13: leave some out.")
            .And.Contain("'a-0' is not the identifier of a secondary artifact");
    }

    private static BuildPhaseResult Upload(BuildResult result) => result.Phases.Single(phase => phase.Phase is BuildPhase.UploadArtifacts);

    private void Project(BuildProject project) => _host.Projects.Set(project);

    private Task<BuildResult> RunAsync(string text, string artifacts = "", Func<BuildRequest, BuildRequest>? change = null) => _host.With("a.txt", "alpha").RunAsync(
        $"version: 0.2\nphases: {{build: {{commands: [echo {text} >made.txt]}}}}\nartifacts: {{files: [made.txt]{artifacts}}}", change);

    private async Task<string> ReadAsync(string key)
    {
        await using var stream = await _host.Artifacts.OpenReadAsync(ArtifactKey.Parse(key), Cancel);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancel);
    }
}
