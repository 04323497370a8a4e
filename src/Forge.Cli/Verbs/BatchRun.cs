using Forge.Artifacts;
using Forge.Build;
using Forge.Cli.Output;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Verbs;

/// <summary>What <c>forge build --batch</c> does: runs all builds that <c>batch</c> of the buildspec makes.</summary>
internal static class BatchRun
{
    /// <summary>Makes a batch of what would be one build.</summary>
    public static BuildBatchRequest ToBatch(BuildRequest build) => new()
    {
        Project = build.Project,
        Source = build.Source,
        Buildspec = build.Buildspec,
        Executor = build.Executor,
        Image = build.Image,
        Cache = build.Cache,
        IsPrivileged = build.IsPrivileged,
        Environment = build.Environment,
        BuildTimeout = build.Timeout,
        Initiator = build.Initiator,
    };

    /// <summary>Runs it to its end.</summary>
    /// <param name="services">The host.</param>
    /// <param name="request">The batch.</param>
    /// <param name="artifacts">Where the artifacts go, each below the identifier of its build; null for nowhere.</param>
    /// <param name="terminal">Who watches.</param>
    /// <param name="cancellationToken">Stops the batch.</param>
    public static async Task<(BuildStatus Status, BatchOutcome Outcome)> RunAsync(
        IServiceProvider services, BuildBatchRequest request, DirectoryInfo? artifacts, Terminal terminal, CancellationToken cancellationToken)
    {
        var printer = new BatchPrinter(terminal);
        var batch = await FollowAsync(services.GetRequiredService<BuildBatchEngine>(), request, printer, cancellationToken).ConfigureAwait(false);
        var builds = new Dictionary<string, BuildResult>(StringComparer.Ordinal);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in batch.Groups.Where(group => group.BuildId is not null))
        {
            if (await services.GetRequiredService<BuildEngine>().GetAsync(group.BuildId!, cancellationToken).ConfigureAwait(false) is not { } build)
            {
                continue;
            }

            builds[build.BuildId] = build;
            var directory = artifacts is null ? null : new DirectoryInfo(Path.Combine(artifacts.FullName, group.Identifier));
            if (await BuildVerb.SaveAsync(services.GetRequiredService<IArtifactStore>(), build, directory, cancellationToken).ConfigureAwait(false) is { } file)
            {
                files[group.Identifier] = file;
            }
        }

        printer.Summarize(batch, builds);
        return (batch.Status, BatchOutcome.From(batch, files));
    }

    private static async Task<BuildBatchResult> FollowAsync(
        BuildBatchEngine engine, BuildBatchRequest request, BatchPrinter printer, CancellationToken cancellationToken)
    {
        var batch = await engine.StartAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (var news in engine.WatchAsync(batch.BatchId, cancellationToken).ConfigureAwait(false))
            {
                printer.Report(batch = news);
            }

            return batch;
        }
        catch (OperationCanceledException)
        {
            // The user gives up, but the builds still have to be stopped.
            await engine.StopAsync(batch.BatchId, request.Initiator, CancellationToken.None).ConfigureAwait(false);
            await engine.WaitAsync(batch.BatchId, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }
}
