using Forge.Build.Planning;
using Forge.Journal;

namespace Forge.Build.Driving;

/// <summary>Makes the events of builds, and the batches that record them.</summary>
internal static class BuildEvents
{
    /// <summary>Makes the events of a build that was asked for and waits for its turn.</summary>
    public static IReadOnlyList<object> Start(BuildDefinition definition, string buildId, long number, DateTimeOffset now)
    {
        var started = new BuildStarted { BuildId = buildId, Number = number, StartedAt = now, Definition = definition };
        var state = BuildState.Apply(null, BuildState.ToEntry(started));
        return [started, PhaseEnd(state, PhaseOutcome.Succeeded, BuildPhase.Queued, now)];
    }

    /// <summary>Makes the event that ends the phase which runs.</summary>
    public static PhaseEnded PhaseEnd(BuildState state, PhaseOutcome outcome, BuildPhase next, DateTimeOffset now) => new()
    {
        BuildId = state.Result.BuildId,
        Phase = state.Current.Phase,
        Status = outcome.Status,
        StartedAt = state.Current.StartedAt,
        EndedAt = now,
        StatusCode = outcome.Code,
        Message = outcome.Message,
        Next = next,
    };

    /// <summary>Makes the batch that adds events to a build.</summary>
    public static JournalBatch Batch(BuildState state, IReadOnlyList<object> events, JournalClosing closing) =>
        Batch(BuildState.StreamOf(state.Result.BuildId), state, events, closing);

    /// <summary>Makes the batch that begins a build and takes its number.</summary>
    public static JournalBatch StartBatch(string buildId, IReadOnlyList<object> events, JournalAppend number)
    {
        var batch = Batch(BuildState.StreamOf(buildId), state: null, events, JournalClosing.StaysOpen);
        return batch with { Appends = [number, .. batch.Appends] };
    }

    private static JournalBatch Batch(StreamId stream, BuildState? state, IReadOnlyList<object> events, JournalClosing closing)
    {
        var sequence = state?.Sequence ?? 0;
        JournalEntry[] entries = [.. events.Select(BuildState.ToEntry)];
        var outbox = new List<ForgeEvent>();
        for (var i = 0; i < entries.Length; i++)
        {
            state = BuildState.Apply(state, entries[i]);
            if (OutgoingType(events[i]) is { } type)
            {
                var data = events[i] is PhaseEnded ended ? BuildEventDetail.OfPhase(state, ended) : BuildEventDetail.OfState(state);
                outbox.Add(new ForgeEvent { Id = $"build/{stream.Key}/{sequence + i + 1}", Type = type, Subject = $"build/{stream.Key}", Data = data });
            }
        }

        return new JournalBatch
        {
            Appends = [new JournalAppend { Stream = stream, ExpectedSequence = sequence, Entries = entries, Closes = closing is JournalClosing.Closes }],
            Outbox = outbox,
        };
    }

    private static string? OutgoingType(object happened) => happened switch
    {
        BuildStarted => "forge.build.started",
        PhaseEnded => "forge.build.phase",
        BuildEnded => "forge.build.ended",
        _ => null,
    };
}
