using FluentAssertions;
using Forge.Journal;
using Xunit;

namespace Forge.Conformance;

/// <summary>The part of <see cref="JournalConformanceTests"/> that is about histories.</summary>
public abstract class JournalHistoryTests
{
    protected static readonly StreamId First = new("build", "b-1");
    protected static readonly StreamId Second = new("build", "b-2");
    protected static readonly StreamId Other = new("deployment", "d-1");
    protected static readonly TimeSpan Ttl = TimeSpan.FromSeconds(15);
    protected static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Gets the journal, empty.</summary>
    protected abstract IJournal Journal { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Lets time pass by the journal's own clock.</summary>
    /// <param name="time">How much.</param>
    protected abstract Task AdvanceAsync(TimeSpan time);

    [Fact]
    public async Task Append_NewHistory_ReadsBackInOrder()
    {
        var status = await AppendAsync(First, 0, "one", "two", "three");

        status.Should().Be(JournalAppendStatus.Appended);
        var events = await ReadAsync(First);
        events.Select(e => (e.Stream, e.Sequence, e.Entry.Type)).Should().Equal((First, 1, "one"), (First, 2, "two"), (First, 3, "three"));
    }

    [Fact]
    public async Task Append_EverythingInAnEntry_ReadsBackAsWritten()
    {
        var entry = new JournalEntry { Type = "forge.ünï", Version = 7, Data = $"{{\"text\":\"'\\\"\\n\\u0000 😀 {new string('x', 200_000)}\"}}" };

        await Journal.AppendAsync(Batch(new JournalAppend { Stream = First, ExpectedSequence = 0, Entries = [entry] }), Cancel);

        (await ReadAsync(First)).Should().ContainSingle().Which.Entry.Should().Be(entry);
    }

    [Fact]
    public async Task Append_KeysOfHistories_AreComparedOrdinally()
    {
        await AppendAsync(new StreamId("build", "a"), 0, "lower");
        await AppendAsync(new StreamId("build", "A"), 0, "upper");

        (await ReadAsync(new StreamId("build", "A"))).Should().ContainSingle().Which.Entry.Type.Should().Be("upper");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000_000_000_000)]
    public async Task Append_WrongSequence_IsAConflict(long expected)
    {
        await AppendAsync(First, 0, "one", "two");

        var status = await AppendAsync(First, expected, "lost");

        status.Should().Be(JournalAppendStatus.Conflict);
        (await TypesAsync(First)).Should().Equal("one", "two");
    }

    [Fact]
    public async Task Append_NewHistoryThatShouldHaveEvents_IsAConflict()
    {
        (await AppendAsync(First, 1, "lost")).Should().Be(JournalAppendStatus.Conflict);

        (await ListAsync("build")).Should().BeEmpty();
    }

    [Fact]
    public async Task Append_SeveralHistories_RecordsAll()
    {
        await AppendAsync(Second, 0, "old");

        var status = await Journal.AppendAsync(Batch(Append(First, 0, "one"), Append(Second, 1, "new")), Cancel);

        status.Should().Be(JournalAppendStatus.Appended);
        (await TypesAsync(First)).Should().Equal("one");
        (await TypesAsync(Second)).Should().Equal("old", "new");
    }

    [Fact]
    public async Task Append_OneOfTwoHistoriesConflicts_RecordsNothing()
    {
        await AppendAsync(Second, 0, "old");
        var batch = Batch(Append(First, 0, "one"), Append(Second, 0, "lost")) with
        {
            Outbox = [Event("e-1")],
            Timers = [Timer(First, "t", TimeSpan.Zero)],
        };

        var status = await Journal.AppendAsync(batch, Cancel);

        status.Should().Be(JournalAppendStatus.Conflict);
        (await ReadAsync(First)).Should().BeEmpty();
        (await Journal.ReadOutboxAsync(10, Cancel)).Should().BeEmpty();
        (await Journal.ReadDueTimersAsync(10, Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Append_MalformedBatch_Throws()
    {
        JournalBatch[] malformed =
        [
            Batch(),
            Batch(Append(First, 0)),
            Batch(Append(First, 0, "one"), Append(First, 1, "two")),
            Batch(Append(First, -1, "one")),
            Batch(Append(First, 0, "one")) with { Timers = [Timer(First, "t", TimeSpan.FromTicks(-1))] },
        ];

        foreach (var batch in malformed)
        {
            var appending = () => Journal.AppendAsync(batch, Cancel);
            await appending.Should().ThrowAsync<ArgumentException>();
        }

        (await ListAsync("build")).Should().BeEmpty();
    }

    [Fact]
    public async Task Append_ManyWritersOfOneHistory_ExactlyOneWinsEachSequence()
    {
        const int Writers = 8;
        const int Wins = 10;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WinAsync($"writer-{writer}", Wins), Cancel)));

        var events = await ReadAsync(First);
        events.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, Writers * Wins).Select(i => (long)i));
        events.CountBy(e => e.Entry.Type).Should().HaveCount(Writers).And.OnlyContain(pair => pair.Value == Wins);
    }

    [Fact]
    public async Task Append_RecordedAt_IsTheTimeOfTheJournal()
    {
        await AppendAsync(First, 0, "one");
        await AdvanceAsync(TimeSpan.FromHours(2));
        await AppendAsync(First, 1, "two");

        var events = await ReadAsync(First);

        (events[1].RecordedAt - events[0].RecordedAt).Should().BeCloseTo(TimeSpan.FromHours(2), precision: TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Append_ToAClosedHistory_IsRecordedAndTheHistoryStaysClosed()
    {
        await Journal.AppendAsync(Batch(Append(First, 0, "one") with { Closes = true }), Cancel);

        (await AppendAsync(First, 1, "two")).Should().Be(JournalAppendStatus.Appended);

        (await Journal.ClaimAsync(First, "owner", Ttl, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Read_FromASequence_BeginsThere()
    {
        await AppendAsync(First, 0, "one", "two", "three");

        (await ReadAsync(First, 2)).Select(e => e.Sequence).Should().Equal(2, 3);
        (await ReadAsync(First, 4)).Should().BeEmpty();
    }

    [Fact]
    public async Task Read_NoSuchHistory_IsEmpty()
    {
        await AppendAsync(First, 0, "one");

        (await ReadAsync(Second)).Should().BeEmpty();
    }

    [Fact]
    public async Task Read_FromBeforeTheFirst_Throws()
    {
        var reading = () => ReadAsync(First, 0);

        await reading.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Read_ManyEvents_GivesEachOnce()
    {
        for (var i = 0; i < 5; i++)
        {
            await Journal.AppendAsync(Batch(Append(First, i * 500, [.. Enumerable.Repeat("event", 500)])), Cancel);
        }

        (await ReadAsync(First)).Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, 2500).Select(i => (long)i));
    }

    [Fact]
    public async Task Read_WhileEventsAreAppended_SeesAWholeBeginning()
    {
        await AppendAsync(First, 0, "one", "two");
        var read = new List<long>();
        await foreach (var recorded in Journal.ReadAsync(First, 1, Cancel))
        {
            read.Add(recorded.Sequence);
            await AppendAsync(First, recorded.Sequence + 1, "later");
        }

        read.Should().StartWith([1, 2]).And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task List_GivesTheNewestFirstAndOneKindOnly()
    {
        await AppendAsync(Second, 0, "one");
        await AppendAsync(Other, 0, "one");
        await Journal.AppendAsync(Batch(Append(First, 0, "one") with { Closes = true }), Cancel);
        await AppendAsync(Second, 1, "two");

        (await ListAsync("build")).Should().Equal(First, Second);
        (await ListAsync("pipeline")).Should().BeEmpty();
    }

    protected Task<JournalAppendStatus> AppendAsync(StreamId stream, long expected, params string[] types) => AppendAsync(stream, expected, null, types);

    protected Task<JournalAppendStatus> AppendAsync(StreamId stream, long expected, JournalLease? lease, params string[] types) =>
        Journal.AppendAsync(Batch(Append(stream, expected, types)) with { Lease = lease }, Cancel);

    protected async Task<List<JournalEvent>> ReadAsync(StreamId stream, long from = 1) => await Journal.ReadAsync(stream, from, Cancel).ToListAsync(Cancel);

    protected async Task<List<string>> TypesAsync(StreamId stream) => [.. (await ReadAsync(stream)).Select(e => e.Entry.Type)];

    protected async Task<List<StreamId>> ListAsync(string kind) => await Journal.ListAsync(kind, Cancel).ToListAsync(Cancel);

    protected static JournalBatch Batch(params JournalAppend[] appends) => new() { Appends = appends };

    protected static JournalAppend Append(StreamId stream, long expected, params string[] types) =>
        new() { Stream = stream, ExpectedSequence = expected, Entries = [.. types.Select(type => new JournalEntry { Type = type, Data = "{}" })] };

    protected static JournalTimer Timer(StreamId stream, string name, TimeSpan delay) => new() { Stream = stream, Name = name, Delay = delay };

    protected static ForgeEvent Event(string id) => new() { Id = id, Type = "forge.test", Subject = "subject", Data = "{}" };

    private async Task WinAsync(string writer, int wins)
    {
        while (wins > 0)
        {
            var expected = (await ReadAsync(First)).Count;
            wins -= await AppendAsync(First, expected, writer) is JournalAppendStatus.Appended ? 1 : 0;
        }
    }
}
