using Forge.Artifacts;
using Forge.Build.Planning;
using Forge.Build.Specs;
using Forge.Git;
using Forge.Journal;

namespace Forge.Build.Driving;

/// <summary>Records one build in the journal while it runs, and keeps its lease alive.</summary>
internal sealed class BuildRecorder : IAsyncDisposable
{
    private const int RenewalsPerLease = 3;
    private const int ClaimAttempts = 100;

    private static readonly TimeSpan ClaimPause = TimeSpan.FromMilliseconds(20);

    private readonly IJournal _journal;
    private readonly BuildOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _done = new();
    private readonly List<(BuildStatus Status, bool IsForgiven)> _outcomes = [];
    private JournalLease? _lease;
    private Task _renewing = Task.CompletedTask;
    private long _sequence;

    private BuildRecorder(IJournal journal, BuildOptions options, TimeProvider timeProvider, BuildState state)
    {
        _journal = journal;
        _options = options;
        _timeProvider = timeProvider;
        State = state;
    }

    /// <summary>Gets the build as recorded.</summary>
    public BuildState State { get; private set; }

    /// <summary>Gets a token that is cancelled when another host has taken the build over.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Records that a build begins, up to and including its turn in the queue, and claims it.</summary>
    /// <exception cref="ArgumentException">There is a build of that id.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public static async Task<BuildRecorder> StartAsync(
        IJournal journal, BuildNumbers numbers, BuildRequest request, string owner, BuildOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var buildId = request.BuildId!;
        var stream = BuildState.StreamOf(buildId);
        while (true)
        {
            var number = await numbers.NextAsync(request.Project, cancellationToken).ConfigureAwait(false);
            var now = timeProvider.GetUtcNow();
            object[] events =
            [
                new BuildStarted { BuildId = buildId, Project = request.Project, Number = number, Initiator = request.Initiator, Executor = request.Executor, StartedAt = now },
                Ended(buildId, BuildPhase.Submitted, now, now, PhaseOutcome.Succeeded, BuildPhase.Queued),
                Ended(buildId, BuildPhase.Queued, now, now, PhaseOutcome.Succeeded, BuildPhase.Provisioning),
            ];
            JournalEntry[] entries = [.. events.Select(BuildState.ToEntry)];
            var batch = new JournalBatch
            {
                Appends = [BuildNumbers.Take(request.Project, number, buildId), new JournalAppend { Stream = stream, ExpectedSequence = 0, Entries = entries }],
                Outbox = [Outgoing("forge.build.started", buildId, 1, entries[0].Data)],
            };
            if (await journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Appended)
            {
                var recorder = new BuildRecorder(journal, options, timeProvider, entries.Aggregate((BuildState?)null, BuildState.Apply)!) { _sequence = entries.Length };
                await recorder.ClaimAsync(stream, owner).ConfigureAwait(false);
                return recorder;
            }

            await foreach (var _ in journal.ReadAsync(stream, fromSequence: 1, cancellationToken).ConfigureAwait(false))
            {
                throw new ArgumentException($"There is a build '{buildId}' already. Give every build an id of its own, or none.", nameof(request));
            }
        }
    }

    /// <summary>Records the commit that is built.</summary>
    public Task ResolveAsync(SourceRevision revision) => AppendAsync(
        [
            new SourceResolved { BuildId = State.Result.BuildId, Repository = revision.Repository, Commit = revision.Commit.ToString(), Ref = revision.Ref?.Name },
        ],
        closes: false);

    /// <summary>Records that the running phase ended and decides which one follows.</summary>
    /// <returns>The phase that runs now.</returns>
    public async Task<BuildPhase> EndPhaseAsync(PhaseOutcome outcome, OnFailure onFailure)
    {
        var current = State.Current;
        var next = PhaseTransition.Next(current.Phase, outcome.Status, onFailure);
        _outcomes.Add((outcome.Status, _options.ContinuedFailuresAreSuccess && onFailure is OnFailure.Continue));
        await AppendAsync([Ended(State.Result.BuildId, current.Phase, current.StartedAt, _timeProvider.GetUtcNow(), outcome, next)], closes: false).ConfigureAwait(false);
        return next;
    }

    /// <summary>Records that the build ended, with its last phase.</summary>
    public async Task EndAsync(ArtifactInfo? artifact)
    {
        var (current, buildId, now) = (State.Current, State.Result.BuildId, _timeProvider.GetUtcNow());
        var ended = new BuildEnded
        {
            BuildId = buildId,
            Project = State.Result.Project,
            Status = PhaseTransition.Outcome(_outcomes),
            EndedAt = now,
            ArtifactKey = artifact?.Key.Value,
            ArtifactDigest = artifact?.Digest.Value,
            ArtifactSize = artifact?.Size ?? 0,
            ArtifactStoredAt = artifact?.StoredAt,
        };
        await AppendAsync(
            current.Phase is BuildPhase.Completed
                ? [ended]
                : [Ended(buildId, current.Phase, current.StartedAt, now, PhaseOutcome.Succeeded, BuildPhase.Completed), ended],
            closes: true).ConfigureAwait(false);
    }

    /// <summary>Records the reports of the build.</summary>
    public Task ReportAsync(IReadOnlyList<BuildReport> reports) =>
        reports.Count == 0 ? Task.CompletedTask : AppendAsync([new ReportsMade { BuildId = State.Result.BuildId, Reports = reports }], closes: false);

    /// <summary>Makes the events that end a build whose host is gone.</summary>
    public static IReadOnlyList<object> EndOfLost(BuildState state, DateTimeOffset now)
    {
        const string Message = "build environment lost: the host ended in the middle of the build";
        var result = state.Result;
        var ended = new BuildEnded { BuildId = result.BuildId, Project = result.Project, Status = BuildStatus.Fault, EndedAt = now };
        var current = state.Current;
        return current.Phase is BuildPhase.Completed
            ? [ended]
            : [Ended(result.BuildId, current.Phase, current.StartedAt, now, PhaseOutcome.Fault(PhaseOutcome.ExecutorFault, Message), BuildPhase.Completed), ended];
    }

    /// <summary>Makes the outgoing events of recorded ones.</summary>
    public static IReadOnlyList<ForgeEvent> ToOutbox(string buildId, IReadOnlyList<object> events, IReadOnlyList<JournalEntry> entries, long firstSequence) =>
        [.. events.Select((recorded, i) => (Type: OutgoingType(recorded), i)).Where(pair => pair.Type is not null)
            .Select(pair => Outgoing(pair.Type!, buildId, firstSequence + pair.i, entries[pair.i].Data))];

    /// <summary>Stops renewing the lease and gives it back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_done.IsCancellationRequested)
        {
            return;
        }

        await _done.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        if (_lease is not null && State.Result.Status is BuildStatus.InProgress)
        {
            await _journal.ReleaseAsync(_lease, CancellationToken.None).ConfigureAwait(false);
        }

        _done.Dispose();
        _lost.Dispose();
    }

    /// <summary>Says that the build is no longer this host's.</summary>
    public JournalException TakenOver(Exception? cause = null) => new(
        $"Build '{State.Result.BuildId}' was taken over: its lease had expired because this host stood still, or the journal failed. Start the build again.",
        JournalFailure.InUse,
        isTransient: false,
        cause);

    private static PhaseEnded Ended(string buildId, BuildPhase phase, DateTimeOffset from, DateTimeOffset to, PhaseOutcome outcome, BuildPhase next) => new()
    {
        BuildId = buildId,
        Phase = phase,
        Status = outcome.Status,
        StartedAt = from,
        EndedAt = to,
        StatusCode = outcome.Code,
        Message = outcome.Message,
        Next = next,
    };

    private static string? OutgoingType(object recorded) => recorded switch
    {
        BuildStarted => "forge.build.started",
        PhaseEnded => "forge.build.phase",
        BuildEnded => "forge.build.ended",
        _ => null,
    };

    private static ForgeEvent Outgoing(string type, string buildId, long sequence, string data) =>
        new() { Id = $"build/{buildId}/{sequence}", Type = type, Subject = $"build/{buildId}", Data = data };

    private async Task ClaimAsync(StreamId stream, string owner)
    {
        // The build is recorded already: without its lease it would be taken for one whose host is gone.
        for (var attempt = 0; _lease is null; attempt++)
        {
            _lease = await _journal.ClaimAsync(stream, owner, _options.LeaseTime, CancellationToken.None).ConfigureAwait(false);
            if (_lease is null && attempt == ClaimAttempts)
            {
                throw TakenOver();
            }

            if (_lease is null)
            {
                // Whoever looks for lost builds holds each for a moment.
                await Task.Delay(ClaimPause, _timeProvider).ConfigureAwait(false);
            }
        }

        _renewing = RenewAsync(_lease, _done.Token);
    }

    private async Task RenewAsync(JournalLease lease, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.LeaseTime / RenewalsPerLease, _timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!await _journal.RenewAsync(lease, _options.LeaseTime, cancellationToken).ConfigureAwait(false))
                {
                    await _lost.CancelAsync().ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The build has ended.
        }
        catch (JournalException)
        {
            // The next append says the same, and that one is waited for.
            await _lost.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task AppendAsync(IReadOnlyList<object> events, bool closes)
    {
        var buildId = State.Result.BuildId;
        JournalEntry[] entries = [.. events.Select(BuildState.ToEntry)];
        var batch = new JournalBatch
        {
            Appends = [new JournalAppend { Stream = BuildState.StreamOf(buildId), ExpectedSequence = _sequence, Entries = entries, Closes = closes }],
            Lease = _lease,
            Outbox = ToOutbox(buildId, events, entries, _sequence + 1),
        };
        // What has happened is recorded, also when somebody stops the build.
        if (await _journal.AppendAsync(batch, CancellationToken.None).ConfigureAwait(false) is not JournalAppendStatus.Appended)
        {
            throw TakenOver();
        }

        _sequence += entries.Length;
        State = entries.Aggregate(State, BuildState.Apply);
    }

}
