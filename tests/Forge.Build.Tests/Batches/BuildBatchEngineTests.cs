using Forge.Artifacts;
using Forge.Git;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Build.Tests.Batches;

public sealed class BuildBatchEngineTests : IDisposable
{
    private const string Phases = "phases: {build: {commands: [echo $CODEBUILD_BATCH_BUILD_IDENTIFIER $COLOR, test \"$FAIL\" = \"\"]}}";

    private readonly BuildHost _host = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task RunAsync_List_RunsEveryBuildWithItsOwnVariables()
    {
        var result = await _host.RunBatchAsync($$$"""
            version: 0.2
            batch:
              build-list:
                - {identifier: one, env: {variables: {COLOR: red}}}
                - {identifier: two, env: {variables: {COLOR: blue}}}
            {{{Phases}}}
            """);

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Phases.Select(phase => (phase.Phase, phase.Status)).Should().Equal(
            (BuildBatchPhase.Submitted, BuildStatus.Succeeded),
            (BuildBatchPhase.DownloadBatchSpec, BuildStatus.Succeeded),
            (BuildBatchPhase.InProgress, BuildStatus.Succeeded),
            (BuildBatchPhase.Succeeded, null));
        result.Groups.Select(group => (group.Identifier, group.BuildId, group.Status)).Should().Equal(
            ("one", "b-b1", BuildStatus.Succeeded), ("two", "b-b2", BuildStatus.Succeeded));
        (await OutputAsync("b-b1")).Should().Equal("one red");
        (await OutputAsync("b-b2")).Should().Equal("two blue");
    }

    private async Task<IReadOnlyList<string>> OutputAsync(string buildId)
    {
        var output = new List<string>();
        await foreach (var line in _host.Engine.ReadLogAsync(buildId, cancellationToken: Cancel))
        {
            if (!line.Text.StartsWith("[Container]", StringComparison.Ordinal))
            {
                output.Add(line.Text);
            }
        }

        return output;
    }
}
