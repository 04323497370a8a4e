using System.Text;
using Forge.Build.Planning;
using Forge.Build.Specs;
using Forge.Git;

namespace Forge.Build.Tests.Planning;

public sealed class BuildPlannerTests
{
    private static readonly BuildRequest Request = new() { Project = "shop", Source = BuildSource.None };

    private static readonly BuildFacts Facts = new()
    {
        BuildId = "b-1",
        Number = 7,
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        SourceDirectory = "/codebuild/output/src",
    };

    [Fact]
    public void Plan_Commands_AreNumberedThroughTheBuild()
    {
        var plan = Plan("phases: {install: {commands: [a, b], finally: [c]}, build: {commands: [d]}}");

        plan.Phases.Select(phase => phase.Phase).Should().Equal(BuildPhase.Install, BuildPhase.PreBuild, BuildPhase.Build, BuildPhase.PostBuild);
        plan.Phases.SelectMany(phase => phase.All).Should().Equal(new PlannedCommand(1, "a"), new(2, "b"), new(3, "c"), new(4, "d"));
        plan.CommandText(3).Should().Be("c");
        plan.PhasesInFile.Should().Be(2);
    }

    [Fact]
    public void Plan_OnFailure_DecidesWhatFollows()
    {
        var plan = Plan("phases: {install: {on-failure: CONTINUE, commands: [a]}, build: {on-failure: ABORT, commands: [b]}, post_build: {on-failure: RETRY-2-x, commands: [c]}}");

        plan.Phases.Select(phase => (phase.NextOnSuccess, phase.NextOnFailure)).Should().Equal(
            (BuildPhase.PreBuild, BuildPhase.PreBuild),
            (BuildPhase.Build, BuildPhase.Finalizing),
            (BuildPhase.PostBuild, BuildPhase.Finalizing),
            (BuildPhase.UploadArtifacts, BuildPhase.UploadArtifacts));
        plan.Phases[3].Should().BeEquivalentTo(new { Tries = 3, RetryPattern = "x" });
    }

    [Fact]
    public void Plan_Environment_LaysRequestOverBuildspec()
    {
        var plan = Plan(
            "env: {variables: {A: spec, B: spec, S: spec, R: spec, CODEBUILD_BUILD_ID: spec}}\nphases: {}",
            Request with
            {
                Environment = new Dictionary<string, string> { ["A"] = "request", ["P"] = "request" },
                Secrets = new Dictionary<string, SecretValue> { ["R"] = new("hidden") },
            },
            Facts with { Secrets = new Dictionary<string, SecretValue> { ["S"] = new("stored"), ["P"] = new("stored") } });

        plan.Environment.Should().Contain(new Dictionary<string, string> { ["A"] = "request", ["B"] = "spec", ["P"] = "request", ["CODEBUILD_BUILD_ID"] = "shop:b-1" });
        plan.Environment.Should().NotContainKeys("S", "R");
        plan.Secrets.Should().BeEquivalentTo(new Dictionary<string, SecretValue> { ["S"] = new("stored"), ["R"] = new("hidden") });
    }

    [Fact]
    public void Plan_Environment_HasTheVariablesOfTheReference()
    {
        var commit = CommitId.Parse(new string('a', 40));
        var plan = Plan(
            "phases: {}",
            Request with { Initiator = "pipeline/shop", Image = ImageReference.Parse("debian:12") },
            Facts with { Revision = new SourceRevision { Repository = "shop.git", Commit = commit, Ref = GitRef.ForBranch("main") } });

        plan.Environment.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["AWS_DEFAULT_REGION"] = "local",
            ["AWS_REGION"] = "local",
            ["CODEBUILD_BUILD_ARN"] = "arn:forge:codebuild:local:forge:build/shop:b-1",
            ["CODEBUILD_BUILD_ID"] = "shop:b-1",
            ["CODEBUILD_BUILD_IMAGE"] = "debian:12",
            ["CODEBUILD_BUILD_NUMBER"] = "7",
            ["CODEBUILD_BUILD_SUCCEEDING"] = "1",
            ["CODEBUILD_INITIATOR"] = "pipeline/shop",
            ["CODEBUILD_LOG_PATH"] = "b-1",
            ["CODEBUILD_PROJECT_ARN"] = "arn:forge:codebuild:local:forge:project/shop",
            ["CODEBUILD_RESOLVED_SOURCE_VERSION"] = commit.ToString(),
            ["CODEBUILD_SOURCE_REPO_URL"] = "shop.git",
            ["CODEBUILD_SOURCE_VERSION"] = "main",
            ["CODEBUILD_SRC_DIR"] = "/codebuild/output/src",
            ["CODEBUILD_START_TIME"] = "1700000000123",
        });
    }

    [Theory]
    [InlineData("", "", true, "shop")]
    [InlineData("", "mine", true, "mine")]
    [InlineData("n-$X", "mine", true, "n-$X")]
    [InlineData("n-$X", "mine", false, "mine")]
    [InlineData("n-$X", "", false, "shop")]
    public void Plan_ArtifactName_FollowsTheRequest(string inFile, string inRequest, bool overrides, string expected)
    {
        var name = inFile.Length > 0 ? $"name: '{inFile}'" : "discard-paths: no";
        var plan = Plan($"phases: {{}}\nartifacts: {{files: [a], {name}}}", Request with { Artifact = new BuildArtifactDestination { Name = inRequest, OverrideName = overrides } });

        plan.Artifact!.Name.Should().Be(expected);
    }

    [Fact]
    public void Plan_EmptyArtifactFiles_IsNoArtifactAndANotice()
    {
        var plan = Plan("phases: {}\nartifacts: {files: []}");

        plan.Artifact.Should().BeNull();
        plan.Notices.Should().ContainSingle().Which.Should().Contain("artifacts.files is empty");
    }

    [Fact]
    public void Plan_ArtifactTexts_GoThereAndBack()
    {
        var artifact = Plan("phases: {}\nartifacts: {files: [a, b], name: n, base-directory: c, exclude-paths: [d]}").Artifact!;

        artifact.Texts.Should().Equal("n", "c", "", "a", "b", "d");
        artifact.WithTexts(["1", "2", "3", "4", "5", "6"]).Should().BeEquivalentTo(
            new { Name = "1", BaseDirectory = "2", Prefix = "3", Files = new[] { "4", "5" }, ExcludePaths = new[] { "6" } });
    }

    [Theory]
    [InlineData("phases: {install: {runtime-versions: {a: 1}}}", "Skipping install of runtimes")]
    [InlineData("env: {git-credential-helper: yes}\nphases: {}", "git-credential-helper")]
    [InlineData("proxy: {logs: yes}\nphases: {}", "proxy")]
    [InlineData("batch: {fast-fail: yes}\nphases: {}", "batch")]
    [InlineData("cache: {paths: [a]}\nphases: {}", "cache")]
    [InlineData("env: {exported-variables: [AWS_X]}\nphases: {}", "'AWS_X' is not handed on")]
    [InlineData("env: {parameter-store: {P: /p}, exported-variables: [P]}\nphases: {}", "'P' is not handed on")]
    [InlineData("env: {variables: {PATH: '$PATH:/x'}}\nphases: {}", "PATH")]
    public void Plan_KeyThatIsNotCarriedOut_IsSaid(string yaml, string notice) =>
        Plan(yaml).Notices.Should().ContainSingle().Which.Should().Contain(notice);

    private static BuildPlan Plan(string yaml, BuildRequest? request = null, BuildFacts? facts = null)
    {
        var spec = BuildSpecReader.Read("buildspec.yml", Encoding.UTF8.GetBytes($"version: 0.2\n{yaml}"), out var problems);
        spec.Should().NotBeNull(string.Join('\n', problems));
        var asked = request ?? Request;
        return BuildPlanner.Plan(spec!, BuildDefinitionPlanner.Plan(new BuildProject { Name = asked.Project }, asked), (facts ?? Facts) with { RequestSecrets = asked.Secrets });
    }
}
