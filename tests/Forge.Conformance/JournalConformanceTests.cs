using FluentAssertions;
using Forge.Journal;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="IJournal"/> owes its callers. Each implementation derives one class.</summary>
public abstract class JournalConformanceTests : JournalLeaseTests
{
    [Fact]
    public async Task Timers_AreDueAfterTheirDelayAndStayDueUntilCleared()
    {
        await SetTimersAsync(0, Timer(First, "bake", TimeSpan.FromMinutes(5)));
        (await DueAsync()).Should().BeEmpty();
        await AdvanceAsync(TimeSpan.FromMinutes(5) - Moment);
        (await DueAsync()).Should().BeEmpty();
        await AdvanceAsync(Moment);

        (await DueAsync()).Should().Equal("bake");
        (await DueAsync()).Should().Equal("bake");

        await Journal.AppendAsync(Batch(Append(First, 1, "fired")) with { Clear = [TimerKey(First, "bake"), TimerKey(First, "not set")] }, Cancel);
        (await DueAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Timers_AreGivenTheLongestDueFirst()
    {
        await SetTimersAsync(
            0, Timer(First, "last", TimeSpan.FromSeconds(30)), Timer(First, "first", TimeSpan.FromSeconds(10)), Timer(Other, "middle", TimeSpan.FromSeconds(20)));
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        (await DueAsync()).Should().Equal("first", "middle", "last");
        (await Journal.ReadDueTimersAsync(2, Cancel)).Should().Equal(TimerKey(First, "first"), TimerKey(Other, "middle"));
    }

    [Fact]
    public async Task Timers_SetAgain_AreReplaced()
    {
        await SetTimersAsync(0, Timer(First, "t", TimeSpan.FromSeconds(10)));
        await SetTimersAsync(1, Timer(First, "t", TimeSpan.FromSeconds(60)));
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        (await DueAsync()).Should().BeEmpty();

        await AdvanceAsync(TimeSpan.FromSeconds(30));
        (await DueAsync()).Should().Equal("t");
    }

    [Fact]
    public async Task Timers_ClearedAndSetInOneBatch_AreSet()
    {
        var batch = Batch(Append(First, 0, "one")) with { Clear = [TimerKey(First, "t")], Timers = [Timer(First, "t", TimeSpan.Zero)] };

        await Journal.AppendAsync(batch, Cancel);

        (await DueAsync()).Should().Equal("t");
    }

    [Fact]
    public async Task Timers_OfDifferentHistories_AreDifferent()
    {
        await SetTimersAsync(0, Timer(First, "t", TimeSpan.Zero), Timer(Second, "t", TimeSpan.Zero));

        await Journal.AppendAsync(Batch(Append(Second, 0, "one")) with { Clear = [TimerKey(Second, "t")] }, Cancel);

        (await Journal.ReadDueTimersAsync(10, Cancel)).Should().Equal(TimerKey(First, "t"));
    }

    [Fact]
    public async Task Outbox_IsReadInTheOrderOfRecordingUntilCompleted()
    {
        await Journal.AppendAsync(Batch(Append(First, 0, "one")) with { Outbox = [Event("z"), Event("a")] }, Cancel);
        await Journal.AppendAsync(Batch(Append(Second, 0, "one")) with { Outbox = [Event("m")] }, Cancel);

        (await OutboxAsync()).Should().Equal("z", "a", "m");
        (await Journal.ReadOutboxAsync(1, Cancel)).Should().Equal(Event("z"));

        await Journal.CompleteOutboxAsync(["z", "m", "unknown"], Cancel);
        (await OutboxAsync()).Should().Equal("a");
        await Journal.CompleteOutboxAsync([], Cancel);
        (await OutboxAsync()).Should().Equal("a");
    }

    [Fact]
    public async Task Outbox_ReadersAccept_EachGoesOnFromWhereItIs()
    {
        await Journal.AppendAsync(Batch(Append(First, 0, "one")) with { Outbox = [Event("a"), Event("b"), Event("c")] }, Cancel);

        await Journal.AcceptOutboxAsync("fast", "b", Cancel);
        await Journal.AcceptOutboxAsync("fast", "a", Cancel);
        await Journal.AcceptOutboxAsync("fast", "unknown", Cancel);
        await Journal.AcceptOutboxAsync("new", "unknown", Cancel);

        (await OutboxAsync("fast")).Should().Equal("c");
        (await OutboxAsync("new")).Should().Equal("a", "b", "c");
        (await Journal.ReadOutboxAsync("new", 1, Cancel)).Should().Equal(Event("a"));
        (await OutboxAsync()).Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task Outbox_ReaderHasAcceptedWhatIsCompleted_GetsWhatComesLater()
    {
        await Journal.AppendAsync(Batch(Append(First, 0, "one")) with { Outbox = [Event("a"), Event("b")] }, Cancel);
        await Journal.AcceptOutboxAsync("reader", "b", Cancel);
        await Journal.CompleteOutboxAsync(["a", "b"], Cancel);

        await Journal.AppendAsync(Batch(Append(First, 1, "two")) with { Outbox = [Event("a"), Event("c")] }, Cancel);

        (await OutboxAsync("reader")).Should().Equal("a", "c");
    }

    [Fact]
    public async Task Outbox_SameIdWhileItWaits_IsDeliveredOnce()
    {
        await Journal.AppendAsync(Batch(Append(First, 0, "one")) with { Outbox = [Event("e")] }, Cancel);
        await Journal.AppendAsync(Batch(Append(First, 1, "two")) with { Outbox = [Event("e"), Event("f")] }, Cancel);

        (await OutboxAsync()).Should().Equal("e", "f");
    }

    [Fact]
    public async Task ReadDueTimersAndReadOutbox_NoneWanted_Throw()
    {
        Func<Task>[] calls = [() => Journal.ReadDueTimersAsync(0, Cancel), () => Journal.ReadOutboxAsync(0, Cancel), () => Journal.ReadOutboxAsync("reader", 0, Cancel)];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public async Task EveryMember_CancelledToken_Throws()
    {
        var lease = await ClaimNewAsync(First);
        var cancelled = new CancellationToken(canceled: true);
        Func<Task>[] calls =
        [
            () => Journal.AppendAsync(Batch(Append(First, 1, "lost")), cancelled),
            async () => await Journal.ReadAsync(First, 1, cancelled).ToListAsync(Cancel),
            async () => await Journal.ListAsync("build", cancelled).ToListAsync(Cancel),
            () => Journal.ClaimAsync(First, "owner", Ttl, cancelled),
            () => Journal.ClaimNextAsync("build", "owner", Ttl, cancelled),
            () => Journal.RenewAsync(lease, Ttl, cancelled),
            () => Journal.ReleaseAsync(lease, cancelled),
            () => Journal.ReadDueTimersAsync(1, cancelled),
            () => Journal.ReadOutboxAsync(1, cancelled),
            () => Journal.ReadOutboxAsync("reader", 1, cancelled),
            () => Journal.AcceptOutboxAsync("reader", "e", cancelled),
            () => Journal.CompleteOutboxAsync(["e"], cancelled),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<OperationCanceledException>();
        }

        (await TypesAsync(First)).Should().Equal("one");
    }

    private Task<JournalAppendStatus> SetTimersAsync(long expected, params JournalTimer[] timers) =>
        Journal.AppendAsync(Batch(Append(First, expected, "timers")) with { Timers = timers }, Cancel);

    private async Task<List<string>> DueAsync() => [.. (await Journal.ReadDueTimersAsync(10, Cancel)).Select(key => key.Name)];

    private async Task<List<string>> OutboxAsync(string reader) => [.. (await Journal.ReadOutboxAsync(reader, 10, Cancel)).Select(e => e.Id)];

    private async Task<List<string>> OutboxAsync() => [.. (await Journal.ReadOutboxAsync(10, Cancel)).Select(e => e.Id)];

    private static JournalTimerKey TimerKey(StreamId stream, string name) => new() { Stream = stream, Name = name };
}
