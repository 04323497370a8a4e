using System.IO.Compression;
using Forge.Artifacts;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Forge.Build.Tests.Engine;

/// <summary>What a project says, and what a request says over it.</summary>
public sealed class BuildProjectTests : IDisposable
{
    private const string PrintA = "version: 0.2\nenv: {variables: {A: spec}}\nphases: {build: {commands: ['echo A=$A B=$B']}}";

    private readonly TempDirectory _outside = new();
    private readonly FakeParameterStore _parameters = new();
    private readonly FakeSecretStore _secrets = new();
    private readonly BuildHost _host;

    public BuildProjectTests()
    {
        _parameters.Parameters["/shop/a"] = "from-parameters";
        _secrets.Add("db", "{\"password\":\"from-secrets\"}");
        _host = new BuildHost(services => services.AddSingleton<IParameterStore>(_parameters).AddSingleton<ISecretStore>(_secrets));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _host.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public async Task C26_Variables_RequestWinsOverProjectWinsOverBuildspec()
    {
        _host.Projects.Set(new BuildProject { Name = "shop", Buildspec = PrintA, Variables = [Plain("A", "project"), Plain("B", "project")] });

        await RunAsync(new BuildRequest { Project = "shop", Variables = [Plain("B", "request")] });
        await RunAsync(new BuildRequest { Project = "shop", Environment = new Dictionary<string, string> { ["A"] = "environment" } });
        await RunAsync(new BuildRequest { Project = "other", Buildspec = PrintA });

        _host.Log.Output.Should().Equal("A=project B=request", "A=environment B=project", "A=spec B=");
    }

    [Fact]
    public async Task Variables_FromTheStores_AreThereAndMasked()
    {
        _host.Projects.Set(new BuildProject
        {
            Name = "shop",
            Buildspec = "version: 0.2\nphases: {build: {commands: ['test $A = from-parameters && test $B = from-secrets && echo $A $B']}}",
            Variables =
            [
                new BuildVariable { Name = "A", Value = "/shop/a", Type = BuildVariableType.ParameterStore },
                new BuildVariable { Name = "B", Value = "db:password", Type = BuildVariableType.SecretsManager },
            ],
        });

        var result = await RunAsync(new BuildRequest { Project = "shop" });

        result.Status.Should().Be(BuildStatus.Succeeded, _host.Log.Text);
        _host.Log.Output.Should().Equal("*** ***");
        (await _host.Engine.RetryAsync(result.BuildId, Cancel)).RetryOf.Should().Be(result.BuildId);
    }

    [Fact]
    public async Task Variables_ParameterThatIsMissing_FailsTheDownload()
    {
        var missing = new BuildVariable { Name = "A", Value = "/nobody", Type = BuildVariableType.ParameterStore };

        var result = await RunAsync(new BuildRequest { Project = "shop", Buildspec = PrintA, Variables = [missing] });

        result.Phases.Single(phase => phase.Status is BuildStatus.Failed).Should().BeEquivalentTo(
            new { Phase = BuildPhase.DownloadSource, StatusCode = "Decrypted Variables Error", Message = "parameter does not exist: /nobody" });
    }

    [Fact]
    public async Task SecondarySources_HaveDirectoriesOfTheirOwn_AndCanBePacked()
    {
        await File.WriteAllTextAsync(Path.Combine(_outside.MakeDirectory("docs"), "guide.txt"), "guide\n", Cancel);
        _host.With("a.txt", "alpha\n").Projects.Set(new BuildProject
        {
            Name = "shop",
            Source = BuildSource.FromDirectory(_host.Source),
            SecondarySources = new Dictionary<string, BuildSource> { ["docs"] = BuildSource.FromDirectory(_outside.Combine("docs")) },
            Buildspec = """
                version: 0.2
                phases: {build: {commands: ['cat a.txt $CODEBUILD_SRC_DIR_docs/guide.txt', 'echo new >$CODEBUILD_SRC_DIR_docs/new.txt']}}
                artifacts:
                  files: [a.txt]
                  secondary-artifacts:
                    manual: {files: ['**/*'], base-directory: $CODEBUILD_SRC_DIR_docs}
                """,
        });

        var result = await RunAsync(new BuildRequest { Project = "shop" });

        result.Status.Should().Be(BuildStatus.Succeeded, _host.Log.Text);
        _host.Log.Output.Should().Equal("alpha", "guide");
        var manual = result.Artifacts.Single(artifact => artifact.Identifier == "manual");
        (await _host.ReadArtifactAsync(manual.Info!)).Should().BeEquivalentTo(new Dictionary<string, string> { ["guide.txt"] = "guide\n", ["new.txt"] = "new\n" });
    }

    [Fact]
    public async Task FromArtifact_Archive_IsTheSource()
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var writer = new StreamWriter(zip.CreateEntry("d/b.txt").Open());
            await writer.WriteAsync("beta\n");
        }

        archive.Position = 0;
        var key = ArtifactKey.Parse("inputs/source.zip");
        await _host.Artifacts.PutAsync(key, archive, Cancel);

        var result = await RunAsync(new BuildRequest { Project = "shop", Source = BuildSource.FromArtifact(key), Buildspec = "version: 0.2\nphases: {build: {commands: [cat d/b.txt]}}" });

        result.Status.Should().Be(BuildStatus.Succeeded, _host.Log.Text);
        _host.Log.Output.Should().Equal("beta");
    }

    [Fact]
    public async Task FromArtifact_NothingThereOrNoArchive_FailsTheDownload()
    {
        var text = ArtifactKey.Parse("inputs/text");
        await _host.Artifacts.PutAsync(text, new MemoryStream("no archive"u8.ToArray()), Cancel);
        foreach (var key in new[] { ArtifactKey.Parse("inputs/nothing"), text })
        {
            var result = await RunAsync(new BuildRequest { Project = "shop", Source = BuildSource.FromArtifact(key), Buildspec = PrintA });

            result.Phases.Single(phase => phase.Status is BuildStatus.Failed).Should().BeEquivalentTo(new { Phase = BuildPhase.DownloadSource, StatusCode = "CLIENT_ERROR" });
            result.Phases.Single(phase => phase.Status is BuildStatus.Failed).Message.Should().StartWith($"The source '{key}' cannot be had");
        }
    }

    [Fact]
    public async Task Set_ProjectChanges_BuildKeepsWhatItHad()
    {
        _host.Projects.Set(new BuildProject { Name = "shop", Buildspec = PrintA, Variables = [Plain("B", "before")] });
        var first = await RunAsync(new BuildRequest { Project = "shop" });
        _host.Projects.Set(new BuildProject { Name = "shop", Buildspec = PrintA, Variables = [Plain("B", "after")] });

        var again = await _host.Engine.RetryAsync(first.BuildId, Cancel);
        await _host.Engine.WaitAsync(again.BuildId, Cancel);

        (await _host.Engine.ReadLogAsync(again.BuildId, cancellationToken: Cancel).Select(line => line.Text).ToListAsync(Cancel)).Should().Contain("A=spec B=before");
        _host.Projects.Remove("shop").Should().BeTrue();
        _host.Projects.Find("shop").Should().BeNull();
    }

    [Fact]
    public void Projects_ThatBreakRules_AreAllNamedAtTheStart()
    {
        var start = () => new BuildHost(options: options =>
        {
            options.Projects.Add(new BuildProject { Name = "x" });
            options.Projects.Add(new BuildProject
            {
                Name = "shop",
                Timeout = TimeSpan.Zero,
                ConcurrentBuildLimit = 0,
                AutoRetryLimit = 11,
                Description = new string('d', 256),
                LogGroup = "a//b",
                CacheNamespace = "a/b",
                SecondarySources = new Dictionary<string, BuildSource> { ["a-b"] = BuildSource.None },
                Variables = [Plain("1A", ""), Plain("A", ""), Plain("A", ""), new BuildVariable { Name = "S", Value = "id:key:stage:version", Type = BuildVariableType.SecretsManager }],
            });
            options.Projects.Add(new BuildProject { Name = "shop" });
        });

        start.Should().Throw<OptionsValidationException>().Which.Failures.Should().HaveCountGreaterThanOrEqualTo(11).And.Contain(
            problem => problem.Contains("'x' is not the name of a project", StringComparison.Ordinal)).And.Contain(
            problem => problem.Contains("There are 2 projects named 'shop'", StringComparison.Ordinal)).And.Contain(
            problem => problem.Contains("both a version stage and a version id", StringComparison.Ordinal));
    }

    [Fact]
    public void Set_ProjectThatBreaksRules_IsRefused() =>
        _host.Projects.Invoking(projects => projects.Set(new BuildProject { Name = "shop", AutoRetryLimit = -1 }))
            .Should().Throw<ArgumentException>().WithMessage("AutoRetryLimit of project 'shop' is -1; use 0 to 10.*");

    [Theory]
    [InlineData(-1)]
    [InlineData(11)]
    public async Task FaultRetryLimit_OutOfRange_IsRefused(int limit)
    {
        _host.Projects.Invoking(projects => projects.Set(new BuildProject { Name = "shop", FaultRetryLimit = limit }))
            .Should().Throw<ArgumentException>().WithMessage($"FaultRetryLimit is {limit}; use 0 to 10.*");
        await this.Invoking(tests => tests.RunAsync(new BuildRequest { Project = "shop", FaultRetryLimit = limit }))
            .Should().ThrowAsync<ArgumentException>().WithMessage($"FaultRetryLimit is {limit}; use 0 to 10.*");
    }

    private static BuildVariable Plain(string name, string value) => new() { Name = name, Value = value };

    private Task<BuildResult> RunAsync(BuildRequest request) => _host.Engine.RunAsync(request with { Log = _host.Log }, Cancel);
}
