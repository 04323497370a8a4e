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

    private Task<JournalAppendStatus> RecordAsync(params string[] ids) => _journal.AppendAsync(
        new JournalBatch
        {
            Appends = [new JournalAppend { Stream = new("test", "t"), ExpectedSequence = 0, Entries = [new JournalEntry { Type = "T", Data = "{}" }] }],
            Outbox = [.. ids.Select(id => new ForgeEvent { Id = id, Type = "forge.test", Subject = "s", Data = "{}" })],
        },
        Cancel);

    private async Task RunUntilAsync(IForgeEventSink[] sinks, Task done)
    {
        using var dispatcher = new EventDispatcher(_journal, sinks, TimeProvider.System, NullLogger<EventDispatcher>.Instance);
        await dispatcher.StartAsync(Cancel);
        await done.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        while ((await _journal.ReadOutboxAsync(1, Cancel)).Count > 0)
        {
            await Task.Yield();
        }

        await dispatcher.StopAsync(Cancel);
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
