using Forge.Journal;
using Forge.Shared.Leases;
using Forge.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Shared.Tests.Leases;

public sealed class LeaseKeeperTests
{
    private static readonly StreamId Stream = new("test", "t");
    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeJournal _journal;

    public LeaseKeeperTests() => _journal = new FakeJournal(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keep_LongerThanTimeToLive_NobodyElseGetsTheLease()
    {
        var keeper = await StartAsync();

        for (var i = 0; i < 6; i++)
        {
            _time.Advance(RenewInterval);
            (await ClaimAsync("other")).Should().BeNull();
        }

        keeper.Token.IsCancellationRequested.Should().BeFalse();
        await keeper.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_LeaseHeld_GivesItBackAtOnce()
    {
        var keeper = await StartAsync();

        await keeper.DisposeAsync();

        (await ClaimAsync("other")).Should().NotBeNull();
    }

    [Fact]
    public async Task Token_LeaseGrantedToSomebodyElse_IsCancelled()
    {
        var lease = (await SetUpAsync())!;
        _time.Advance(LeaseKeeper.TimeToLive);
        (await ClaimAsync("other")).Should().NotBeNull();

        var keeper = new LeaseKeeper(_journal, lease, _time, Cancel);
        var token = keeper.Token;
        _time.Advance(RenewInterval);

        token.IsCancellationRequested.Should().BeTrue();
        await keeper.DisposeAsync();
    }

    [Fact]
    public async Task Token_CallerCancels_IsCancelledToo()
    {
        using var caller = new CancellationTokenSource();
        var keeper = new LeaseKeeper(_journal, (await SetUpAsync())!, _time, caller.Token);
        var token = keeper.Token;

        await caller.CancelAsync();

        token.IsCancellationRequested.Should().BeTrue();
        await keeper.DisposeAsync();
    }

    [Fact]
    public async Task Token_JournalDoesNotAnswerForTenSeconds_IsCancelled()
    {
        var lease = (await SetUpAsync())!;
        var keeper = new LeaseKeeper(new SilentJournal(), lease, _time, Cancel);
        var token = keeper.Token;

        _time.Advance(RenewInterval);
        token.IsCancellationRequested.Should().BeFalse();
        _time.Advance(RenewInterval);

        token.IsCancellationRequested.Should().BeTrue();
        await keeper.DisposeAsync();
    }

    [Fact]
    public async Task Token_RenewalHangs_IsCancelledAllTheSame()
    {
        var lease = (await SetUpAsync())!;
        var hanging = new HangingJournal();
        var keeper = new LeaseKeeper(hanging, lease, _time, Cancel);
        var token = keeper.Token;

        _time.Advance(RenewInterval);
        token.IsCancellationRequested.Should().BeFalse();
        _time.Advance(RenewInterval);

        token.IsCancellationRequested.Should().BeTrue();
        await keeper.DisposeAsync();
    }

    [Fact]
    public async Task IsHeld_HostWasFrozen_IsFalseBeforeAnyTimerHasFired()
    {
        var frozen = new StoppedTimers();
        var keeper = new LeaseKeeper(_journal, (await SetUpAsync())!, frozen, Cancel);
        keeper.IsHeld().Should().BeTrue();

        frozen.Elapsed = TimeSpan.FromSeconds(30);

        keeper.IsHeld().Should().BeFalse();
        keeper.Token.IsCancellationRequested.Should().BeTrue();
        await keeper.DisposeAsync();
    }

    private async Task<LeaseKeeper> StartAsync() => new(_journal, (await SetUpAsync())!, _time, Cancel);

    private async Task<JournalLease?> SetUpAsync()
    {
        await _journal.AppendAsync(
            new JournalBatch { Appends = [new JournalAppend { Stream = Stream, ExpectedSequence = 0, Entries = [new JournalEntry { Type = "T", Data = "{}" }] }] },
            Cancel);
        return await ClaimAsync("me");
    }

    private Task<JournalLease?> ClaimAsync(string owner) => _journal.ClaimAsync(Stream, owner, LeaseKeeper.TimeToLive, Cancel);

    /// <summary>A journal whose storage has failed.</summary>
    private sealed class SilentJournal : IJournal
    {
        private static JournalException Silence => new("The storage does not answer.", JournalFailure.Unavailable, isTransient: true);

        public Task<JournalAppendStatus> AppendAsync(JournalBatch batch, CancellationToken cancellationToken) => throw Silence;

        public IAsyncEnumerable<JournalEvent> ReadAsync(StreamId stream, long fromSequence, CancellationToken cancellationToken) => throw Silence;

        public IAsyncEnumerable<StreamId> ListAsync(string kind, CancellationToken cancellationToken) => throw Silence;

        public Task<JournalLease?> ClaimNextAsync(string kind, string owner, TimeSpan timeToLive, CancellationToken cancellationToken) => throw Silence;

        public Task<JournalLease?> ClaimAsync(StreamId stream, string owner, TimeSpan timeToLive, CancellationToken cancellationToken) => throw Silence;

        public Task<bool> RenewAsync(JournalLease lease, TimeSpan timeToLive, CancellationToken cancellationToken) => throw Silence;

        public Task ReleaseAsync(JournalLease lease, CancellationToken cancellationToken) => throw Silence;

        public Task<IReadOnlyList<JournalTimerKey>> ReadDueTimersAsync(int most, CancellationToken cancellationToken) => throw Silence;

        public Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(int most, CancellationToken cancellationToken) => throw Silence;

        public Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(string reader, int most, CancellationToken cancellationToken) => throw Silence;

        public Task AcceptOutboxAsync(string reader, string id, CancellationToken cancellationToken) => throw Silence;

        public Task CompleteOutboxAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => throw Silence;
    }

    /// <summary>A journal whose storage answers nothing at all, until the caller gives up.</summary>
    private sealed class HangingJournal : IJournal
    {
        public Task<JournalAppendStatus> AppendAsync(JournalBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<JournalEvent> ReadAsync(StreamId stream, long fromSequence, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<StreamId> ListAsync(string kind, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<JournalLease?> ClaimNextAsync(string kind, string owner, TimeSpan timeToLive, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<JournalLease?> ClaimAsync(StreamId stream, string owner, TimeSpan timeToLive, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task<bool> RenewAsync(JournalLease lease, TimeSpan timeToLive, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return true;
        }

        public Task ReleaseAsync(JournalLease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<JournalTimerKey>> ReadDueTimersAsync(int most, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(int most, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(string reader, int most, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task AcceptOutboxAsync(string reader, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CompleteOutboxAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>A clock that goes on while its timers do not fire, as after a long stop of the process.</summary>
    private sealed class StoppedTimers : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
