using Forge.Build.HostProcesses;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Build.Tests.Engine;

/// <summary>The cases of the reference, by their numbers, from a buildspec to a result.</summary>
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
    public async Task C01_OneCommand_EntersAllPhasesInOrderAndSucceeds()
    {
        var result = await RunAsync("phases: {build: {commands: [echo hi]}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Phases.Select(phase => phase.Phase).Should().Equal(Enum.GetValues<BuildPhase>());
        result.Phases.SkipLast(1).Should().OnlyContain(phase => phase.Status == BuildStatus.Succeeded && phase.EndedAt >= phase.StartedAt);
        result.Phases[^1].Should().BeEquivalentTo(new { Phase = BuildPhase.Completed, Status = (BuildStatus?)null, EndedAt = (DateTimeOffset?)null });
        _host.Log.Output.Should().Equal("hi");
        _host.Log.Notes.Should().ContainInOrder(
            "Waiting for DOWNLOAD_SOURCE", "Phase is DOWNLOAD_SOURCE", "Phases found in YAML: 1", " BUILD: 1 commands",
            "Phase complete: DOWNLOAD_SOURCE State: SUCCEEDED", "Phase context status code:  Message: ",
            "Entering phase INSTALL", "Phase complete: INSTALL State: SUCCEEDED",
            "Entering phase PRE_BUILD", "Entering phase BUILD", "Running command echo hi", "Phase complete: BUILD State: SUCCEEDED",
            "Entering phase POST_BUILD", "Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED");
    }

    [Fact]
    public async Task C02_FailingCommand_EndsItsPhase()
    {
        var result = await RunAsync("phases: {build: {commands: ['false', echo no]}}");

        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.Build).Should().BeEquivalentTo(
            new { Status = BuildStatus.Failed, StatusCode = "COMMAND_EXECUTION_ERROR", Message = "Error while executing command: false. Reason: exit status 1" });
        _host.Log.Output.Should().BeEmpty();
        _host.Log.Notes.Should().Contain("Command did not exit successfully false exit status 1");
    }

    [Fact]
    public async Task C03_FailedBuild_StillRunsPostBuild()
    {
        var result = await RunAsync("phases: {build: {commands: ['false']}, post_build: {commands: [echo $CODEBUILD_BUILD_SUCCEEDING]}}");

        _host.Log.Output.Should().Equal("0");
        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.PostBuild).Status.Should().Be(BuildStatus.Succeeded);
    }

    [Theory]
    [InlineData("install")]
    [InlineData("pre_build")]
    public async Task C04_C05_FailedInstallOrPreBuild_EndsTheBuild(string phase)
    {
        var result = await RunAsync($"phases: {{{phase}: {{commands: [exit 3]}}, build: {{commands: [echo x]}}, post_build: {{commands: [echo y]}}}}\nartifacts: {{files: [a.txt]}}");

        _host.Log.Output.Should().BeEmpty();
        result.Phases.Select(entered => entered.Phase).Should().EndWith([BuildPhase.Finalizing, BuildPhase.Completed]).And.NotContain([BuildPhase.Build, BuildPhase.PostBuild, BuildPhase.UploadArtifacts]);
        result.Artifact.Should().BeNull();
    }

    [Theory]
    [InlineData("phases: {build: {commands: ['false'], finally: [echo f]}}", "f")]
    [InlineData("phases: {install: {commands: ['false'], finally: [echo f]}, build: {commands: [echo b]}}", "f")]
    [InlineData("phases: {build: {commands: [echo c], finally: ['false']}}", "c")]
    public async Task C08_C10_Finally_RunsInAnyCaseAndCanFailThePhase(string yaml, string output)
    {
        var result = await RunAsync(yaml);

        _host.Log.Output.Should().Equal(output);
        result.Status.Should().Be(BuildStatus.Failed);
    }

    [Fact]
    public async Task C11_Continue_GoesOnAndTheBuildFails()
    {
        var result = await RunAsync("phases: {install: {on-failure: CONTINUE, commands: ['false']}, build: {commands: ['echo b $CODEBUILD_BUILD_SUCCEEDING']}}");

        _host.Log.Output.Should().Equal("b 0");
        result.Status.Should().Be(BuildStatus.Failed);
    }

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
    [InlineData("RETRY-101")]
    [InlineData("SOMETIMES")]
    public async Task C14_BadOnFailure_IsRefusedBeforeAnything(string onFailure)
    {
        var result = await RunAsync($"phases: {{build: {{on-failure: {onFailure}, commands: [echo x]}}}}");

        Phase(result, BuildPhase.DownloadSource).Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "YAML_FILE_ERROR" });
        _host.Log.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task C15_C17_DirectoryAndVariables_CrossCommandsAndPhases()
    {
        var result = await RunAsync("phases: {pre_build: {commands: [cd d, cat b.txt, X=1]}, build: {commands: ['test \"$X\" = 1', cat b.txt]}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        _host.Log.Output.Should().Equal("beta", "beta");
    }

    [Fact]
    public async Task C16_FirstVersion_HasAFreshShellForEachCommand()
    {
        var result = await _host.RunAsync("version: 0.1\nenvironment_variables: {plaintext: {A: a}}\nphases: {build: {commands: [cd d, echo $A, cat b.txt]}}");

        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.Build).Message.Should().Contain("cat b.txt");
        _host.Log.Output[0].Should().Be("a");
    }

    [Fact]
    public async Task C21_Block_HasTheStatusOfItsLastLine() =>
        (await RunAsync("phases:\n  build:\n    commands:\n      - |\n        false\n        echo ok")).Status.Should().Be(BuildStatus.Succeeded);

    [Fact]
    public async Task C25_BuildspecVariable_IsLiteral()
    {
        await RunAsync("env: {variables: {P: '$PATH:/x'}}\nphases: {build: {commands: ['echo \"$P\"']}}");

        _host.Log.Output.Should().Equal("$PATH:/x");
    }

    [Theory]
    [InlineData("2", "1", "1")]
    [InlineData("2", null, "2")]
    [InlineData(null, null, "0")]
    public async Task C26_Environment_RequestWinsOverBuildspecOverExecutor(string? inFile, string? inRequest, string expected)
    {
        using var host = new BuildHost(services => services.Configure<ProcessBuildExecutorOptions>(processes => processes.Environment["A"] = "0"));

        await host.RunAsync(
            $"version: 0.2\n{(inFile is null ? "" : $"env: {{variables: {{A: {inFile}}}}}\n")}phases: {{build: {{commands: [echo $A]}}}}",
            request => inRequest is null ? request : request with { Environment = new Dictionary<string, string> { ["A"] = inRequest } });

        host.Log.Output.Should().Equal(expected);
    }

    [Fact]
    public async Task C28_Secret_IsGivenAndMasked()
    {
        _secrets.Add("id", """{"key":"v9z-long"}""");

        await RunAsync("env: {secrets-manager: {S: 'id:key', T: id}}\nphases: {build: {commands: ['test \"$S\" = v9z-long && echo \"got $S and $T\"']}}");

        _host.Log.Output.Should().Equal("got *** and ***");
        _secrets.Asked.Should().ContainSingle();
    }

    [Theory]
    [InlineData("env: {parameter-store: {X: /no/such}}", "parameter does not exist: /no/such")]
    [InlineData("env: {secrets-manager: {X: no/such}}", "secret does not exist: no/such")]
    [InlineData("env: {secrets-manager: {X: 'id:other'}}", "the secret 'id' is not a JSON object with the key 'other'")]
    [InlineData("env: {secrets-manager: {X: 'text:key'}}", "the secret 'text' is not a JSON object with the key 'key'")]
    [InlineData("env: {parameter-store: {X: /nul}}", "the value for 'X' holds a NUL character")]
    public async Task C31_ValueThatCannotBeHad_FailsBeforeAnyCommand(string yaml, string message)
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
    public async Task C31_StoreThatRefuses_SaysWhy()
    {
        _parameters.Failure = new SecretStoreException("AccessDenied for /p.");

        Phase(await RunAsync("env: {parameter-store: {X: /p}}\nphases: {}"), BuildPhase.DownloadSource).Message.Should().Be("AccessDenied for /p.");
    }

    [Fact]
    public async Task C31_NoStore_SaysWhatToDo()
    {
        using var host = new BuildHost();

        var result = await host.RunAsync("version: 0.2\nenv: {parameter-store: {X: /p}}\nphases: {}");

        Phase(result, BuildPhase.DownloadSource).Message.Should().Contain("Register an IParameterStore");
    }

    [Fact]
    public async Task C37_UnknownKey_IsALoggedWarning()
    {
        var result = await RunAsync("phases: {build: {commands: ['test -z \"$A\"'], env: {A: 1}}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        _host.Log.Notes.Should().ContainInOrder("Found possible syntax errors in buildspec:", "In the section BUILD", "The following keys cannot be identified:", "env");
    }

    [Fact]
    public async Task C39_InlineJson_Runs()
    {
        await _host.RunAsync(null, request => request with { Buildspec = """{"version": "0.2", "phases": {"build": {"commands": ["cat a.txt"]}}}""" });

        _host.Log.Output.Should().Equal("alpha");
        _host.Log.Notes.Should().Contain("YAML location is /codebuild/readonly/buildspec.yml");
    }

    [Theory]
    [InlineData("artifacts: {files: ['**/*']}", ".hid a.txt buildspec.yml d/b.txt")]
    [InlineData("artifacts: {files: ['**/*'], exclude-paths: '**/.*'}", "a.txt buildspec.yml d/b.txt")]
    [InlineData("artifacts: {files: a.txt}", "a.txt")]
    [InlineData("artifacts: {files: [a.txt, missing.txt]}", "a.txt")]
    [InlineData("artifacts: {files: ['*'], base-directory: d}", "b.txt")]
    [InlineData("artifacts: {files: ['**/b.txt'], discard-paths: yes}", "b.txt")]
    [InlineData("artifacts: {files: ['$NAME.txt'], base-directory: '$(echo d)'}", "b.txt")]
    public async Task C42_C47_Artifacts_HoldWhatTheReferenceSays(string artifacts, string expected)
    {
        _host.With(".hid", "");

        var result = await RunAsync($"phases: {{build: {{commands: [cd d, NAME=b]}}}}\n{artifacts}");

        result.Status.Should().Be(BuildStatus.Succeeded, _host.Log.Text);
        (await _host.ReadArtifactAsync(result.Artifact!)).Keys.Should().BeEquivalentTo(expected.Split(' '));
    }

    [Theory]
    [InlineData("artifacts: {files: [b.txt]}", "no matching artifact paths found")]
    [InlineData("artifacts: {files: ['*.dll']}", "no matching artifact paths found")]
    [InlineData("artifacts: {files: ['../x', /etc/passwd]}", "no matching artifact paths found")]
    [InlineData("artifacts: {files: ['*'], base-directory: missing}", "no matching artifact paths found")]
    [InlineData("artifacts: {secondary-artifacts: {x: {files: [a.txt]}}}", "no definition for primary artifacts in buildspec")]
    [InlineData("artifacts: {files: [a.txt], name: ../up}", "'../up' cannot be the name of an artifact")]
    public async Task C44_C48_ArtifactThatCannotBe_FailsTheUpload(string artifacts, string message)
    {
        var result = await RunAsync($"phases: {{build: {{commands: [cd d]}}}}\n{artifacts}");

        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.UploadArtifacts).Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "CLIENT_ERROR" });
        Phase(result, BuildPhase.UploadArtifacts).Message.Should().StartWith(message);
    }

    [Theory]
    [InlineData(false, "shop")]
    [InlineData(true, "n-4/out")]
    public async Task C49_C51_Name_IsExpandedWhenItMayWin(bool overrides, string name)
    {
        var result = await RunAsync(
            "phases: {post_build: {commands: [V=4]}}\nartifacts: {files: [a.txt], name: 'n-$(expr $V + 0)/out'}",
            request => request with { BuildId = "b-1", OverrideArtifactName = overrides });

        result.Artifact!.Key.Value.Should().Be($"shop/b-1/{name}");
        (await _host.ReadArtifactAsync(result.Artifact)).Should().BeEquivalentTo(new Dictionary<string, string> { ["a.txt"] = "alpha" });
    }

    [Fact]
    public async Task C52_SymbolicLinks_AreWhatTheyPointToOrLeftOut()
    {
        var result = await RunAsync("phases: {build: {commands: ['ln -s a.txt l', 'ln -s /etc/passwd out', 'ln -s nowhere dangling', 'ln -s d dir']}}\nartifacts: {files: ['**/*'], exclude-paths: buildspec.yml}");

        (await _host.ReadArtifactAsync(result.Artifact!)).Should().BeEquivalentTo(
            new Dictionary<string, string> { ["a.txt"] = "alpha", ["d/b.txt"] = "beta", ["dir/b.txt"] = "beta", ["l"] = "alpha" });
        _host.Log.Notes.Should().Contain(note => note.StartsWith("Skipping symbolic link out:", StringComparison.Ordinal))
            .And.Contain(note => note.StartsWith("Skipping symbolic link dangling:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FailedBuild_StillStoresItsArtifact()
    {
        var result = await RunAsync("phases: {build: {commands: ['false']}}\nartifacts: {files: [a.txt]}");

        result.Status.Should().Be(BuildStatus.Failed);
        result.Artifact.Should().NotBeNull();
    }

    [Fact]
    public async Task C52_EnableSymlinks_KeepsLinksInsideTheArtifact()
    {
        var result = await RunAsync("phases: {build: {commands: ['ln -s a.txt l', 'ln -s d dir', 'ln -s /etc/passwd out']}}\nartifacts: {files: [l, dir, out, a.txt, 'd/*'], enable-symlinks: yes}");

        (await _host.ReadArtifactAsync(result.Artifact!)).Should().BeEquivalentTo(
            new Dictionary<string, string> { ["a.txt"] = "alpha", ["d/b.txt"] = "beta", ["dir"] = "d", ["l"] = "a.txt" });
    }

    [Theory]
    [InlineData("files: [l]")]
    [InlineData("files: [a.txt, l], discard-paths: yes")]
    public async Task C52_EnableSymlinks_LinkThatWouldPointToNothing_IsAFile(string artifacts)
    {
        var result = await RunAsync($"phases: {{build: {{commands: ['ln -s a.txt l']}}}}\nartifacts: {{{artifacts}, enable-symlinks: yes}}");

        (await _host.ReadArtifactAsync(result.Artifact!))["l"].Should().Be("alpha");
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
    public async Task Cache_OfOneBuild_IsThereInTheNext()
    {
        const string Yaml = "cache: {key: k, paths: [deps]}\nphases: {install: {commands: ['cat deps/x 2>/dev/null || echo none']}, build: {commands: ['mkdir -p deps; echo dep >deps/x']}}";

        await RunAsync(Yaml);
        await RunAsync(Yaml);

        _host.Log.Output.Should().Equal("none", "dep");
    }

    [Fact]
    public async Task RuntimeVersions_WithoutACatalog_AreSkippedWithTheReferencesWarning()
    {
        var result = await RunAsync("phases: {install: {runtime-versions: {nodejs: 10}}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        _host.Log.Notes.Should().Contain("Warning: Skipping install of runtimes. Runtime version selection is not supported by this build image");
    }

    [Theory]
    [InlineData("10", BuildStatus.Failed)]
    [InlineData("12", BuildStatus.Succeeded)]
    [InlineData("15", BuildStatus.Succeeded)]
    public async Task C53_RuntimeVersions_AreThoseOfTheImage(string version, BuildStatus expected)
    {
        // The image's file, shown by a program that stands before the real one.
        using var bin = new TempDirectory();
        bin.WriteScript("cat", $"""
            #!/bin/sh
            case "$*" in
              *config/runtimes.yml*) echo '{"{"}runtimes: {"{"}nodejs: {"{"}versions: {"{"}12: {"{"}commands: [export NODE=12]{"}"}, 14: {"{"}commands: [export NODE=14]{"}"}{(expected == BuildStatus.Failed ? "" : ", default: {commands: [NODE=$VERSION]}")}{"}}}}"}' ;;
              *) exec /bin/cat "$@" ;;
            esac
            """);
        using var host = new BuildHost(shellDirectory: bin.Path);

        var result = await host.RunAsync($"version: 0.2\nphases: {{install: {{runtime-versions: {{nodejs: {version}}}, commands: [echo $NODE]}}}}");

        result.Status.Should().Be(expected, host.Log.Text);
        if (expected is BuildStatus.Succeeded)
        {
            host.Log.Output.Should().Equal(version);
            host.Log.Notes.Should().Contain($"Selecting 'nodejs' runtime version '{version}' based on manual selections...");
        }
        else
        {
            Phase(result, BuildPhase.DownloadSource).Should().BeEquivalentTo(
                new { StatusCode = "YAML_FILE_ERROR", Message = "Unknown runtime version named '10' of nodejs. This build image has the following versions: 12, 14" });
        }
    }

    private static BuildPhaseResult Phase(BuildResult result, BuildPhase phase) => result.Phases.Single(entered => entered.Phase == phase);

    private Task<BuildResult> RunAsync(string yaml, Func<BuildRequest, BuildRequest>? change = null) => _host.RunAsync($"version: 0.2\n{yaml}", change);
}
