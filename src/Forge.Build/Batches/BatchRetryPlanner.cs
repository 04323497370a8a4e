using Forge.Build.Driving;

namespace Forge.Build.Batches;

/// <summary>Plans the batch that repeats another one.</summary>
internal static class BatchRetryPlanner
{
    /// <summary>Makes the events that it begins with: where the builds are settled already, the buildspec is not read again.</summary>
    /// <param name="state">The batch that has ended.</param>
    /// <param name="retry">Which builds are started anew.</param>
    /// <param name="batchId">The id of the new batch.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<object> Plan(BatchState state, BuildBatchRetry retry, string batchId, DateTimeOffset now)
    {
        var events = BatchEvents.Start(batchId, state.Definition with { RetryOf = state.Result.BatchId }, now);
        if (state.Plan is null)
        {
            return events;
        }

        var begun = events.Aggregate((BatchState?)null, (known, happened) => BatchState.Apply(known, BatchState.ToEntry(happened)))!;
        var plan = state.Plan with { BatchId = batchId, Groups = [.. state.Result.Groups.Select(group => Repeat(group, retry))] };
        return [.. events, plan, BatchEvents.PhaseEnd(begun, PhaseOutcome.Succeeded, now)];
    }

    private static BuildBatchGroup Repeat(BuildBatchGroup group, BuildBatchRetry retry) =>
        retry is BuildBatchRetry.Failed && group.Status is BuildStatus.Succeeded
            ? group
            : group with
            {
                Status = null,
                BuildId = null,
                PriorBuilds = group.BuildId is null ? group.PriorBuilds : [.. group.PriorBuilds, new BuildBatchBuild { BuildId = group.BuildId, Status = group.Status!.Value }],
            };
}
