using Forge.Build.Batches;
using Forge.Build.Driving;
using Forge.Build.Planning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Build.Tests.Batches;

/// <summary>A host with batches whose builds are processes.</summary>
internal sealed class BatchHost(Action<IServiceCollection>? configure = null, Action<BuildOptions>? options = null) : IDisposable
{
    private const string Phases =
        "phases: {build: {commands: [echo $CODEBUILD_BATCH_BUILD_IDENTIFIER $COLOR, 'while [ -e \"$WAIT\" ]; do sleep 0.05; done', 'test -z \"$FAIL\" || test ! -e \"$FAIL\"']}}";

    public BuildHost Builds { get; } = new(configure, options);

    public string Directory => Builds.Source;

    public BuildBatchEngine Engine => Builds.Batches;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes a buildspec whose builds print who they are, wait while the file in WAIT exists, and fail while the one in FAIL does.</summary>
    public static string Spec(string batch) => $"version: 0.2\nbatch:\n  {batch.ReplaceLineEndings("\n  ")}\n{Phases}";

    /// <summary>Makes a request for a batch of the source.</summary>
    public BuildBatchRequest Request(string buildspec)
    {
        Builds.With("buildspec.yml", buildspec);
        return new BuildBatchRequest { Project = "shop", BatchId = "b", Source = BuildSource.FromDirectory(Directory) };
    }

    /// <summary>Makes a file that builds look for.</summary>
    public string Mark(string name)
    {
        Builds.With($"../{name}", "");
        return Path.GetFullPath(Path.Combine(Directory, "..", name));
    }

    public Task<BuildBatchResult> RunAsync(string buildspec, Func<BuildBatchRequest, BuildBatchRequest>? change = null)
    {
        var request = Request(buildspec);
        return Engine.RunAsync(change?.Invoke(request) ?? request, Cancel);
    }

    /// <summary>Reads what the commands of a build printed.</summary>
    public async Task<IReadOnlyList<string>> OutputAsync(string buildId)
    {
        var output = new List<string>();
        await foreach (var line in Builds.Engine.ReadLogAsync(buildId, cancellationToken: Cancel))
        {
            if (!line.Text.StartsWith("[Container]", StringComparison.Ordinal))
            {
                output.Add(line.Text);
            }
        }

        return output;
    }

    /// <summary>Lists the builds that there are, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> BuildIdsAsync()
    {
        var ids = new List<string>();
        await foreach (var id in Builds.Engine.ListAsync(Cancel))
        {
            ids.Insert(0, id);
        }

        return ids;
    }

    /// <summary>Reads a build as it was asked for.</summary>
    public async Task<BuildDefinition> DefinitionAsync(string buildId) =>
        (await new BuildHistory(Builds.Journal).ReadAsync(buildId, Cancel))!.Definition;

    /// <summary>Waits until a batch looks as wanted.</summary>
    public async Task<BuildBatchResult> WaitAsync(string batchId, Func<BuildBatchResult, bool> condition)
    {
        await foreach (var result in Engine.WatchAsync(batchId, Cancel))
        {
            if (condition(result))
            {
                return result;
            }
        }

        throw new InvalidOperationException("The batch ended before it looked as wanted.");
    }

    /// <summary>Makes a worker that takes up what others have left.</summary>
    public BatchWorker OtherWorker() => new(
        Builds.Journal, Builds.Get<BuildServices>(), Builds.Engine, Builds.Get<BuildWatch>(), TimeProvider.System, NullLogger<BatchWorker>.Instance);

    public void Dispose() => Builds.Dispose();
}
