using System.Text.RegularExpressions;
using Forge.Artifacts;
using Forge.Build.Driving;
using Forge.Journal;
using Forge.Testing;

namespace Forge.Build.Tests.Engine;

/// <summary>Builds whose host ends at one of its steps, and the log that the next host makes whole.</summary>
public sealed partial class BuildCrashTests
{
    private const string BuildId = "b-1";

    // Everything that writes into the log of a build after its last command.
    private const string Spec =
        """
        version: 0.2
        env: {exported-variables: [V]}
        cache: {key: k, paths: [deps]}
        phases:
          install: {commands: ['mkdir deps; echo kept >deps/x', echo one]}
          build: {commands: ['echo "<testsuite><testcase name=\"a\"/></testsuite>" >r.xml', export V=1]}
          post_build: {commands: [echo two]}
        reports: {unit: {files: [r.xml]}}
        artifacts: {files: [r.xml], secondary-artifacts: {docs: {files: ['deps/*']}}}
        """;

    // A build that ends in its first phase hands on its variables and an incomplete report.
    private const string FailingSpec =
        """
        version: 0.2
        env: {exported-variables: [V]}
        phases: {install: {commands: [export V=1, echo one, 'false']}}
        reports: {unit: {files: [r.xml]}}
        artifacts: {files: [r.xml]}
        """;

    private static readonly Lazy<Task<IReadOnlyList<string>>> Whole = new(() => RunAsync(_ => null));
    private static readonly Lazy<Task<IReadOnlyList<string>>> WholeFailing = new(() => RunFailingAsync(_ => null));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Asked for; queue, provisioning, buildspec, source, four phases with commands; reports, outputs, upload; over.
    [Theory]
    [CombinatorialAppends(13)]
    public async Task HostEndsAtAnAppend_TheLogIsThatOfABuildWhoseHostDidNot(int append, bool isRecorded)
    {
        var found = await RunAsync(host => new CrashAt(host.Journal, BuildState.StreamKind, append, isRecorded));

        found.Should().Equal(await Whole.Value);
    }

    // Asked for; queue, provisioning, buildspec, source; reports, outputs, install; over.
    [Theory]
    [CombinatorialAppends(9)]
    public async Task HostEndsAtAnAppend_BuildEndsEarly_TheLogIsTheSame(int append, bool isRecorded)
    {
        var found = await RunFailingAsync(host => new CrashAt(host.Journal, BuildState.StreamKind, append, isRecorded));

        found.Should().Equal(await WholeFailing.Value);
    }

    // The first host cannot store, says so and ends before that is recorded; the next one can.
    [Fact]
    public async Task HostEndsAfterAStoreFailed_NoLineIsLostThatComesLater()
    {
        const int Reports = 10;

        var found = await RunAsync(host =>
        {
            host.Artifacts.PutFailure = new ArtifactStoreException("The store is away.", ArtifactStoreFailure.Unavailable, default);
            return new CrashAt(host.Journal, BuildState.StreamKind, Reports, isRecorded: false);
        });

        found.Count(line => line.Contains("details of reports are not kept", StringComparison.Ordinal)).Should().Be(1);
        found.Where(line => line.StartsWith("Uploaded ", StringComparison.Ordinal)).Should().HaveCount(2);
        found.Should().ContainInOrder("Phase is UPLOAD_ARTIFACTS", "Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED");
        found.Should().ContainSingle(line => line == "Phase is UPLOAD_ARTIFACTS").And.ContainSingle(line => line.StartsWith("Saved the cache", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> RunAsync(Func<BuildHost, CrashAt?> prepare)
    {
        var (result, log) = await RunAsync(Spec, prepare);

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.ExportedVariables.Should().Equal(new Dictionary<string, string> { ["V"] = "1" });
        result.Artifacts.Select(artifact => artifact.Location).Should().Equal($"shop/{BuildId}/shop", $"shop/{BuildId}/docs");
        result.Reports.Should().ContainSingle().Which.Status.Should().Be(BuildReportStatus.Succeeded);
        return log;
    }

    private static async Task<IReadOnlyList<string>> RunFailingAsync(Func<BuildHost, CrashAt?> prepare)
    {
        var (result, log) = await RunAsync(FailingSpec, prepare);

        result.Status.Should().Be(BuildStatus.Failed);
        result.ExportedVariables.Should().Equal(new Dictionary<string, string> { ["V"] = "1" });
        result.Reports.Should().ContainSingle().Which.Status.Should().Be(BuildReportStatus.Incomplete);
        return log;
    }

    private static async Task<(BuildResult Result, IReadOnlyList<string> Log)> RunAsync(string spec, Func<BuildHost, CrashAt?> prepare)
    {
        var first = new BuildHost().With("buildspec.yml", spec);
        var crash = prepare(first);
        var request = new BuildRequest { Project = "shop", BuildId = BuildId, Source = BuildSource.FromDirectory(first.Source) };
        try
        {
            await first.Engine.StartAsync(request, Cancel);
        }
        catch (JournalException)
        {
            await first.Engine.StartAsync(request, Cancel);
        }

        await Eventually.BeTrueAsync(
            async () => crash?.Happened == true || (await first.Engine.GetAsync(BuildId, Cancel))!.Status is not BuildStatus.InProgress, Cancel);
        await first.StopAsync();
        crash?.Happened.Should().BeTrue();
        first.Artifacts.PutFailure = null;

        using var second = new BuildHost(after: first);
        await second.StartAsync();
        var result = await second.Engine.WaitAsync(BuildId, Cancel);
        var lines = await second.Engine.ReadLogAsync(BuildId, cancellationToken: Cancel).ToListAsync(Cancel);
        return (result, [.. lines.Select(line => Varying().Replace(line.Text, "").Replace(second.WorkDirectory, "", StringComparison.Ordinal))]);
    }

    [GeneratedRegex(@"^\[Container\] \S+ \S+ |[0-9,]+ bytes")]
    private static partial Regex Varying();
}
