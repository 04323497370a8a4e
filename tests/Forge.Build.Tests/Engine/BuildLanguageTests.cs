using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Build.Tests.Engine;

/// <summary>What buildspecs say beyond the reference's cases, from a buildspec to a result.</summary>
public sealed class BuildLanguageTests : IDisposable
{
    private readonly FakeParameterStore _parameters = new();
    private readonly FakeSecretStore _secrets = new();
    private readonly BuildHost _host;

    public BuildLanguageTests() => _host = new BuildHost(services => services.AddSingleton<IParameterStore>(_parameters).AddSingleton<ISecretStore>(_secrets))
        .With("a.txt", "alpha")
        .With("d/b.txt", "beta");

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Continue_WithTheOption_IsSuccess()
    {
        using var host = new BuildHost(options: builds => builds.ContinuedFailuresAreSuccess = true);

        var result = await host.RunAsync("version: 0.2\nphases: {install: {on-failure: CONTINUE, commands: ['false']}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
    }

    [Fact]
    public async Task Abort_OfBuild_SkipsPostBuildAndUpload()
    {
        var result = await RunAsync("phases: {build: {on-failure: ABORT, commands: ['false']}, post_build: {commands: [echo p]}}\nartifacts: {files: [a.txt]}");

        _host.Log.Output.Should().BeEmpty();
        result.Artifact.Should().BeNull();
    }

    [Theory]
    [InlineData("env: {secrets-manager: {X: no/such}}", "secret does not exist: no/such")]
    [InlineData("env: {secrets-manager: {X: 'id:other'}}", "the secret 'id' is not a JSON object with the key 'other'")]
    [InlineData("env: {secrets-manager: {X: 'text:key'}}", "the secret 'text' is not a JSON object with the key 'key'")]
    [InlineData("env: {parameter-store: {X: /nul}}", "the value for 'X' holds a NUL character")]
    public async Task ValueThatCannotBeHad_FailsBeforeAnyCommand(string yaml, string message)
    {
        _secrets.Add("id", """{"key":"v"}""");
        _secrets.Add("text", "plain");
        _parameters.Parameters["/nul"] = "a\0b";

        var result = await RunAsync($"{yaml}\nphases: {{build: {{commands: [echo x]}}}}");

        Phase(result, BuildPhase.DownloadSource).Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "Decrypted Variables Error" });
        Phase(result, BuildPhase.DownloadSource).Message.Should().StartWith(message);
        _host.Log.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task StoreThatRefuses_SaysWhy()
    {
        _parameters.Failure = new SecretStoreException("AccessDenied for /p.");

        Phase(await RunAsync("env: {parameter-store: {X: /p}}\nphases: {}"), BuildPhase.DownloadSource).Message.Should().Be("AccessDenied for /p.");
    }

    [Fact]
    public async Task NoStore_SaysWhatToDo()
    {
        using var host = new BuildHost();

        var result = await host.RunAsync("version: 0.2\nenv: {parameter-store: {X: /p}}\nphases: {}");

        Phase(result, BuildPhase.DownloadSource).Message.Should().Contain("Register an IParameterStore");
    }

    [Fact]
    public async Task Name_LeadsOutOfTheProject_FailsTheUpload()
    {
        var result = await RunAsync("phases: {}\nartifacts: {files: [a.txt], name: ../up}");

        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.UploadArtifacts).Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "CLIENT_ERROR" });
        Phase(result, BuildPhase.UploadArtifacts).Message.Should().StartWith("'../up' cannot be the name of an artifact");
    }

    [Theory]
    [InlineData("install: {commands: [export V=1, 'false', export V=2]}")]
    [InlineData("install: {commands: [export V=1]}, pre_build: {commands: ['false']}, build: {commands: [export V=2]}")]
    [InlineData("build: {on-failure: ABORT, commands: [export V=0, 'false'], finally: [export V=1]}")]
    public async Task ExportedVariables_BuildEndsEarly_AreWhatTheyWereThen(string phases)
    {
        var result = await RunAsync($"env: {{exported-variables: [V, UNSET]}}\nphases: {{{phases}}}\nartifacts: {{files: [a.txt]}}");

        result.Status.Should().Be(BuildStatus.Failed);
        result.ExportedVariables.Should().Equal(new Dictionary<string, string> { ["V"] = "1" });
        result.Artifacts.Should().BeEmpty();
    }

    [Fact]
    public async Task FailedBuild_StillStoresItsArtifact()
    {
        var result = await RunAsync("phases: {build: {commands: ['false']}}\nartifacts: {files: [a.txt]}");

        result.Status.Should().Be(BuildStatus.Failed);
        result.Artifact.Should().NotBeNull();
    }

    [Fact]
    public async Task SecondaryArtifacts_AreStoredBesideThePrimaryOne()
    {
        var result = await RunAsync(
            "phases: {build: {commands: [N=x]}}\nartifacts: {files: [a.txt], s3-prefix: '$N', secondary-artifacts: {docs: {files: ['*'], base-directory: d}, none: {files: [missing]}}}",
            request => request with { BuildId = "b-1" });

        result.Artifact!.Key.Value.Should().Be("x/shop/b-1/shop.zip");
        Phase(result, BuildPhase.UploadArtifacts).Message.Should().Be("no matching artifact paths found");
        var docs = await _host.Artifacts.StatAsync(Forge.Artifacts.ArtifactKey.Parse("shop/b-1/docs"), TestContext.Current.CancellationToken);
        (await _host.ReadArtifactAsync(docs!)).Should().BeEquivalentTo(new Dictionary<string, string> { ["b.txt"] = "beta" });
    }

    [Fact]
    public async Task RuntimeVersions_WithoutACatalog_AreSkippedWithTheReferencesWarning()
    {
        var result = await RunAsync("phases: {install: {runtime-versions: {nodejs: 10}}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        _host.Log.Notes.Should().Contain("Warning: Skipping install of runtimes. Runtime version selection is not supported by this build image");
    }

    private static BuildPhaseResult Phase(BuildResult result, BuildPhase phase) => result.Phases.Single(entered => entered.Phase == phase);

    private Task<BuildResult> RunAsync(string yaml, Func<BuildRequest, BuildRequest>? change = null) => _host.RunAsync($"version: 0.2\n{yaml}", change);
}
