using System.Text;
using Forge.Build.Planning;
using Forge.Build.Specs;
using Forge.Git;

namespace Forge.Build.Tests.Planning;

public sealed class EnvironmentPlannerTests
{
    private static readonly BuildRequest Request = new() { Project = "shop", Source = BuildSource.None };

    private static readonly BuildFacts Facts = new() { BuildId = "b-1", Number = 7, StartedAt = DateTimeOffset.UnixEpoch, SourceDirectory = "/codebuild/output/src" };

    [Fact]
    public void Plan_Facts_AreTheVariablesOfTheReference()
    {
        var commit = CommitId.Parse(new string('b', 40));
        var plan = Plan("phases: {}", Request, Facts with
        {
            Region = "eu-1",
            KeyId = "alias/k",
            BatchIdentifier = "shard_1",
            BuildUrl = "https://forge/b-1",
            PublicBuildUrl = "https://public/b-1",
            Webhook = new Dictionary<string, string> { ["EVENT"] = "PUSH", ["HEAD_REF"] = "refs/heads/main", ["BASE_REF"] = "" },
            SecondarySources =
            [
                new SecondarySource { Identifier = "lib", Directory = "/codebuild/output/src-lib", Version = "v1", Revision = new SourceRevision { Repository = "lib.git", Commit = commit } },
                new SecondarySource { Identifier = "data", Directory = "/codebuild/output/src-data" },
            ],
        });

        plan.Environment.Should().Contain(new Dictionary<string, string>
        {
            ["AWS_REGION"] = "eu-1",
            ["AWS_DEFAULT_REGION"] = "eu-1",
            ["CODEBUILD_KMS_KEY_ID"] = "alias/k",
            ["CODEBUILD_BATCH_BUILD_IDENTIFIER"] = "shard_1",
            ["CODEBUILD_BUILD_URL"] = "https://forge/b-1",
            ["CODEBUILD_PUBLIC_BUILD_URL"] = "https://public/b-1",
            ["CODEBUILD_WEBHOOK_EVENT"] = "PUSH",
            ["CODEBUILD_WEBHOOK_HEAD_REF"] = "refs/heads/main",
            ["CODEBUILD_SRC_DIR_lib"] = "/codebuild/output/src-lib",
            ["CODEBUILD_SOURCE_VERSION_lib"] = "v1",
            ["CODEBUILD_SOURCE_REPO_URL_lib"] = "lib.git",
            ["CODEBUILD_SRC_DIR_data"] = "/codebuild/output/src-data",
        });
        plan.Environment.Should().NotContainKeys("CODEBUILD_WEBHOOK_BASE_REF", "CODEBUILD_SOURCE_VERSION_data");
    }

    [Fact]
    public void Plan_Region_IsWeakerThanAnybodysWish()
    {
        Plan("env: {variables: {AWS_REGION: mine}}\nphases: {}", Request, Facts).Environment.Should().Contain("AWS_REGION", "mine");
        Plan("phases: {}", Request, Facts with { Region = "" }).Environment.Should().NotContainKey("AWS_REGION");
    }

    [Fact]
    public void Plan_RequestSecrets_WinOverTheBuildspecAndLoseToTheRequestsOwn()
    {
        var plan = Plan(
            "env: {variables: {A: spec, B: spec}}\nphases: {}",
            Request with { Secrets = new Dictionary<string, SecretValue> { ["B"] = new("own") } },
            Facts with { RequestSecrets = new Dictionary<string, SecretValue> { ["A"] = new("stored"), ["B"] = new("stored") } });

        plan.Secrets.Should().BeEquivalentTo(new Dictionary<string, SecretValue> { ["A"] = new("stored"), ["B"] = new("own") });
        plan.Environment.Should().NotContainKeys("A", "B");
    }

    [Fact]
    public void Plan_ReservedNameInTheRequest_IsWarnedOf() =>
        Plan("phases: {}", Request with { Environment = new Dictionary<string, string> { ["CODEBUILD_X"] = "1", ["CODEBUILD_CONFIG_AUTO_DISCOVER"] = "false" } }, Facts)
            .Notices.Should().ContainSingle().Which.Should().StartWith("'CODEBUILD_X': names that begin with CODEBUILD_ are reserved");

    [Fact]
    public void Plan_SecondaryArtifactThatTheProjectDoesNotKnow_IsAProblem()
    {
        var request = Request with
        {
            SecondaryArtifacts = new Dictionary<string, BuildArtifactDestination> { ["docs"] = new() { Path = "p", Name = "n", Packaging = BuildArtifactPackaging.None } },
        };

        var plan = Plan("phases: {}\nartifacts: {files: [a], secondary-artifacts: {docs: {files: [b], enable-symlinks: yes}, other: {files: [c]}}}", request, Facts);

        plan.SecondaryArtifacts.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Name = "n", KeepsLinks = false });
        plan.Problems.Should().ContainSingle().Which.Should().StartWith("the project has no secondary artifact 'other'");
    }

    [Fact]
    public void Plan_CredentialWithoutTheWish_StaysOut()
    {
        var facts = Facts with { Credential = new SourceCredential { Server = "https://h", UserName = "u", Password = new SecretValue("p") } };

        Plan("phases: {}", Request, facts).Secrets.Should().BeEmpty();
        Plan("env: {git-credential-helper: yes}\nphases: {}", Request, facts).Environment.Should().Contain("GIT_CONFIG_VALUE_0", "!'/codebuild/output/runner/bin/forge-git-credential'");
    }

    private static BuildPlan Plan(string yaml, BuildRequest request, BuildFacts facts)
    {
        var spec = BuildSpecReader.Read("buildspec.yml", Encoding.UTF8.GetBytes($"version: 0.2\n{yaml}"), out var problems);
        spec.Should().NotBeNull(string.Join('\n', problems));
        return BuildPlanner.Plan(spec!, BuildDefinitionPlanner.Plan(new BuildProject { Name = request.Project }, request), facts with { RequestSecrets = facts.RequestSecrets.Concat(request.Secrets).GroupBy(secret => secret.Key).ToDictionary(same => same.Key, same => same.Last().Value) });
    }
}
