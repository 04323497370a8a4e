using System.Collections.Concurrent;
using System.Text.Json;
using Forge.Journal;

namespace Forge.Git.Pushes;

/// <summary>Records pushes: the intent before git moves a ref, the outcome and its events, together, afterwards.</summary>
internal sealed class PushJournal(IJournal journal)
{
    private const string StreamKind = "git-repository";
    private const string EventType = "forge.git.push";

    private readonly ConcurrentDictionary<string, History> _histories = new(StringComparer.Ordinal);

    /// <summary>Records that a push is allowed.</summary>
    /// <exception cref="JournalException">It could not be recorded: the push must be refused.</exception>
    public Task AcceptAsync(string repositoryId, AcceptedPush push, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry { Type = PushState.Accepted, Data = JsonSerializer.Serialize(push, PushJson.Default.AcceptedPush) };
        return AppendAsync(repositoryId, _ => (entry, []), cancellationToken);
    }

    /// <summary>Records what a push has moved, with one event for each ref. Doing it again changes nothing.</summary>
    /// <exception cref="JournalException">It could not be recorded: the push stays open, and is looked at again.</exception>
    public Task EndAsync(string repositoryId, EndedPush ended, CancellationToken cancellationToken) =>
        AppendAsync(
            repositoryId,
            state => state.FindOpen(ended.Push) is { } open ? (Describe(ended), Announce(repositoryId, open.Intent, ended.Updates)) : null,
            cancellationToken);

    /// <summary>Reads how the pushes to a repository stand.</summary>
    public async Task<PushState> ReadAsync(string repositoryId, CancellationToken cancellationToken)
    {
        var history = _histories.GetOrAdd(repositoryId, _ => new History());
        await history.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await CatchUpAsync(repositoryId, history, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            history.Gate.Release();
        }
    }

    private static JournalEntry Describe(EndedPush ended) => new()
    {
        Type = ended.Updates.Count > 0 ? PushState.Updated : PushState.Abandoned,
        Data = JsonSerializer.Serialize(ended, PushJson.Default.EndedPush),
    };

    private static ForgeEvent[] Announce(string repositoryId, AcceptedPush push, IReadOnlyList<RefUpdate> moved) =>
        [.. moved.Select((update, index) => new ForgeEvent
        {
            Id = $"{push.Push}-{index + 1}",
            Type = EventType,
            Subject = push.Repository,
            Data = JsonSerializer.Serialize(
                new PushEventBody
                {
                    Repository = push.Repository,
                    RepositoryId = repositoryId,
                    User = push.User,
                    Ref = update.Ref,
                    OldCommit = update.Old,
                    NewCommit = update.New,
                    Kind = update.Creates ? "created" : update.Deletes ? "deleted" : "updated",
                },
                PushJson.Default.PushEventBody),
        })];

    private static StreamId StreamOf(string repositoryId) => new(StreamKind, repositoryId);

    // Every append reads the tail first: after an error nobody knows whether the batch before was recorded, and then it is seen.
    private async Task AppendAsync(
        string repositoryId, Func<PushState, (JournalEntry Entry, ForgeEvent[] Outbox)?> decide, CancellationToken cancellationToken)
    {
        var history = _histories.GetOrAdd(repositoryId, _ => new History());
        await history.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            JournalAppendStatus status;
            do
            {
                var state = await CatchUpAsync(repositoryId, history, cancellationToken).ConfigureAwait(false);
                if (decide(state) is not var (entry, outbox))
                {
                    return;
                }

                var append = new JournalAppend { Stream = StreamOf(repositoryId), ExpectedSequence = state.Sequence, Entries = [entry] };
                status = await journal.AppendAsync(new JournalBatch { Appends = [append], Outbox = outbox }, cancellationToken).ConfigureAwait(false);
            }
            while (status is JournalAppendStatus.Conflict);
        }
        finally
        {
            history.Gate.Release();
        }
    }

    private async Task<PushState> CatchUpAsync(string repositoryId, History history, CancellationToken cancellationToken)
    {
        await foreach (var recorded in journal.ReadAsync(StreamOf(repositoryId), history.State.Sequence + 1, cancellationToken).ConfigureAwait(false))
        {
            history.State = history.State.Apply(recorded);
        }

        return history.State;
    }

    private sealed class History
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public PushState State { get; set; } = PushState.Empty;
    }
}
