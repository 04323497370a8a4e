using System.Globalization;
using Forge.Build.Driving;
using Forge.Journal;

namespace Forge.Build.Batches;

/// <summary>Makes the events of batches, and what records them.</summary>
internal static class BatchEvents
{
    /// <summary>Makes the events of a batch that was asked for.</summary>
    public static IReadOnlyList<object> Start(string batchId, BatchDefinition definition, DateTimeOffset now)
    {
        var started = new BatchStarted { BatchId = batchId, StartedAt = now, Definition = definition };
        return [started, PhaseEnd(BatchState.Apply(null, BatchState.ToEntry(started)), PhaseOutcome.Succeeded, now)];
    }

    /// <summary>Makes the event that ends the phase which runs.</summary>
    public static BatchPhaseEnded PhaseEnd(BatchState state, PhaseOutcome outcome, DateTimeOffset now) => new()
    {
        BatchId = state.Result.BatchId,
        Phase = state.Current.Phase,
        Status = outcome.Status,
        StartedAt = state.Current.StartedAt,
        EndedAt = now,
        StatusCode = outcome.Code,
        Message = outcome.Message,
        Next = BatchDecider.Next(state, outcome.Status),
    };

    /// <summary>Names a build of a batch: always the same, so that asking for it twice gives one build.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="position">The position of the build in the plan, from 0.</param>
    public static string BuildId(string batchId, int position) => string.Create(CultureInfo.InvariantCulture, $"{batchId}-b{position + 1}");

    /// <summary>Makes the batch of the journal that adds events.</summary>
    public static JournalBatch Append(StreamId stream, long sequence, IReadOnlyList<object> events)
    {
        JournalEntry[] entries = [.. events.Select(BatchState.ToEntry)];
        return new JournalBatch
        {
            Appends = [new JournalAppend { Stream = stream, ExpectedSequence = sequence, Entries = entries, Closes = events[^1] is BatchEnded }],
            Outbox =
            [
                .. events.Zip(entries, (happened, entry) => (Type: OutgoingType(happened), entry.Data))
                    .Select((pair, i) => (pair.Type, pair.Data, Id: $"{stream}/{sequence + i + 1}"))
                    .Where(outgoing => outgoing.Type is not null)
                    .Select(outgoing => new ForgeEvent { Id = outgoing.Id, Type = outgoing.Type!, Subject = stream.ToString(), Data = outgoing.Data }),
            ],
        };
    }

    private static string? OutgoingType(object happened) => happened switch
    {
        BatchStarted => "forge.batch.started",
        BatchPhaseEnded => "forge.batch.phase",
        BatchEnded => "forge.batch.ended",
        _ => null,
    };
}
