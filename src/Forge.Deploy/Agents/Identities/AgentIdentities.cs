using System.Collections.Concurrent;
using Forge.Journal;

namespace Forge.Deploy.Agents.Identities;

/// <summary>The identities of all agents, in the journal. Safe for concurrent use.</summary>
internal sealed class AgentIdentities(IJournal journal)
{
    private const int MostAttempts = 10;

    // Every request asks; the journal is read once.
    private readonly ConcurrentDictionary<string, AgentState> _known = new(StringComparer.Ordinal);

    /// <summary>Reads what is known of an agent.</summary>
    public async Task<AgentState> ReadAsync(string agent, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(agent, out var known))
        {
            return known;
        }

        var read = await AgentState.FoldAsync(journal.ReadAsync(StreamOf(agent), 1, cancellationToken)).ConfigureAwait(false);
        return Keep(agent, read);
    }

    /// <summary>Records what a decision comes to; it is asked again when somebody else has recorded something first.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="decide">Returns the event, or null for none.</param>
    /// <param name="cancellationToken">Cancels the call; whether the event was recorded is then unknown.</param>
    /// <returns>The state afterwards.</returns>
    /// <exception cref="AgentException">What the decision throws.</exception>
    public async Task<AgentState> RecordAsync(string agent, Func<AgentState, AgentEvent?> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var state = await ReadAsync(agent, cancellationToken).ConfigureAwait(false);
            if (decide(state) is not { } happened)
            {
                return state;
            }

            if (await TryAppendAsync(agent, state.Sequence, happened, cancellationToken).ConfigureAwait(false))
            {
                return Keep(agent, state.Apply(happened));
            }

            _known.TryRemove(agent, out _);
            if (attempt == MostAttempts)
            {
                throw new AgentException($"The identity of '{agent}' is being changed by many at once. Try again.", AgentFailure.Unreachable);
            }
        }
    }

    private static StreamId StreamOf(string agent) => new(AgentEventFormat.Kind, agent);

    // A reader that comes late must not put an older state back.
    private AgentState Keep(string agent, AgentState state) =>
        _known.AddOrUpdate(agent, state, (_, there) => there.Sequence > state.Sequence ? there : state);

    private async Task<bool> TryAppendAsync(string agent, long sequence, AgentEvent happened, CancellationToken cancellationToken)
    {
        var append = new JournalAppend { Stream = StreamOf(agent), ExpectedSequence = sequence, Entries = [AgentEventFormat.Write(happened)] };
        try
        {
            var status = await journal.AppendAsync(new JournalBatch { Appends = [append] }, cancellationToken).ConfigureAwait(false);
            return status is JournalAppendStatus.Appended;
        }
        catch
        {
            // Whether it was recorded is unknown: a read tells.
            _known.TryRemove(agent, out _);
            throw;
        }
    }
}
