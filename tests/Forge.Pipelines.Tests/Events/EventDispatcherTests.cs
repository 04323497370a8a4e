using System.Collections.Concurrent;
using Forge.Journal;
using Forge.Pipelines.Events;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Pipelines.Tests.Events;

public sealed class EventDispatcherTests
{
    private readonly FakeJournal _journal = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_EventsInOutbox_DeliversInOrderToEverySinkAndEmptiesIt()
    {
        await RecordAsync("1", "2", "3");
        var first = new RecordingSink(expected: 3);
        var second = new RecordingSink(expected: 3);

        await RunUntilAsync([first, second], Task.WhenAll(first.Done, second.Done));

        first.Ids.Should().Equal("1", "2", "3");
        second.Ids.Should().Equal("1", "2", "3");
        (await _journal.ReadOutboxAsync(10, Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Run_SinkThrows_DeliversAgainUntilItAccepts()
    {
        await RecordAsync("1", "2");
        var sink = new RecordingSink(expected: 3) { FailOnce = "1" };

        await RunUntilAsync([sink], sink.Done);

        sink.Ids.Should().Equal("1", "1", "2");
    }

    [Fact]
    public async Task Run_OneSinkIsDead_TheOtherGetsEverythingInOrder()
    {
        var ids = Enumerable.Range(1, 250).Select(number => $"e{number}").ToArray();
        await RecordAsync(ids);
        var dead = new DeadSink();
        var alive = new RecordingSink(expected: ids.Length);

        await RunAsync([dead, alive], alive.Done);

        alive.Ids.Should().Equal(ids);
        dead.Asked.Should().OnlyContain(id => id == ids[0]);
        (await _journal.ReadOutboxAsync(ids.Length, Cancel)).Select(waiting => waiting.Id).Should().Equal(ids);
    }

    [Fact]
    public async Task Run_HostRestarts_EachSinkGoesOnFromWhereItWas()
    {
        await RecordAsync("1", "2", "3");
        var alive = new RecordingSink(expected: 3);
        await RunAsync([new DeadSink(), alive], alive.Done);

        var revived = new RecordingSink(expected: 3);
        var again = new RecordingSink(expected: 1);
        await RunUntilAsync([new Revived(revived), again], revived.Done);

        revived.Ids.Should().Equal("1", "2", "3");
        again.Ids.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_SinksOfOneName_HaveAPlaceEach()
    {
        await RecordAsync("1");
        var first = new RecordingSink(expected: 1);
        var second = new RecordingSink(expected: 1);

        await RunUntilAsync([first, second], Task.WhenAll(first.Done, second.Done));

        second.Ids.Should().Equal("1");
    }

    [Fact]
    public async Task Run_NoSink_EmptiesTheOutbox()
    {
        await RecordAsync("1");

        await RunUntilAsync([], Task.CompletedTask);

        (await _journal.ReadOutboxAsync(1, Cancel)).Should().BeEmpty();
    }

    private Task<JournalAppendStatus> RecordAsync(params string[] ids) => _journal.AppendAsync(
        new JournalBatch
        {
            Appends = [new JournalAppend { Stream = new("test", "t"), ExpectedSequence = 0, Entries = [new JournalEntry { Type = "T", Data = "{}" }] }],
            Outbox = [.. ids.Select(id => new ForgeEvent { Id = id, Type = "forge.test", Subject = "s", Data = "{}" })],
        },
        Cancel);

    private Task RunUntilAsync(IForgeEventSink[] sinks, Task done) => RunAsync(sinks, EmptyAsync(done));

    private async Task EmptyAsync(Task done)
    {
        await done;
        await Eventually.BeTrueAsync(async () => (await _journal.ReadOutboxAsync(1, Cancel)).Count == 0, Cancel);
    }

    private async Task RunAsync(IForgeEventSink[] sinks, Task done)
    {
        using var dispatcher = new EventDispatcher(_journal, sinks, TimeProvider.System, NullLogger<EventDispatcher>.Instance);
        await dispatcher.StartAsync(Cancel);
        await done.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await dispatcher.StopAsync(Cancel);
    }

    /// <summary>A sink that accepts nothing.</summary>
    private sealed class DeadSink : IForgeEventSink
    {
        public ConcurrentQueue<string> Asked { get; } = [];

        public string Name => "mortal";

        public Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken)
        {
            Asked.Enqueue(forgeEvent.Id);
            throw new InvalidOperationException("dead");
        }
    }

    /// <summary>What a <see cref="DeadSink"/> is after a restart.</summary>
    private sealed class Revived(RecordingSink recorder) : IForgeEventSink
    {
        public string Name => "mortal";

        public Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken) => recorder.HandleAsync(forgeEvent, cancellationToken);
    }

    private sealed class RecordingSink(int expected) : IForgeEventSink
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Ids { get; } = [];

        public string? FailOnce { get; set; }

        public Task Done => _done.Task;

        public Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken)
        {
            Ids.Add(forgeEvent.Id);
            if (Ids.Count == expected)
            {
                _done.TrySetResult();
            }

            if (forgeEvent.Id == FailOnce)
            {
                FailOnce = null;
                throw new InvalidOperationException("not now");
            }

            return Task.CompletedTask;
        }
    }
}
