using Forge.Shared.Archives.Packing;

namespace Forge.Shared.Tests.Archives.Packing;

public sealed class OrderedWorkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_LaterWorkIsDoneFirst_ResultsKeepTheirOrder()
    {
        var taken = new List<int>();
        await using var work = Work(taken);
        using var first = new ManualResetEventSlim();

        await work.AddAsync(1, () => { first.Wait(Cancel); return new Result(0); }, Cancel);
        await work.AddAsync(1, () => { first.Set(); return new Result(1); }, Cancel);
        await work.CompleteAsync(Cancel);

        taken.Should().Equal(0, 1);
    }

    [Fact]
    public async Task Add_MuchWork_NeverHoldsMoreThanItsShare()
    {
        const int Bytes = 1024 * 1024;
        var (held, most) = (0, 0);
        await using var work = new OrderedWork<Result>((_, _) =>
        {
            held--;
            return ValueTask.CompletedTask;
        });

        for (var i = 0; i < 100; i++)
        {
            most = Math.Max(most, ++held);
            await work.AddAsync(Bytes, () => new Result(0), Cancel);
        }

        most.Should().BeLessThanOrEqualTo((4 * Environment.ProcessorCount) + 1);
        await work.CompleteAsync(Cancel);
        held.Should().Be(0);
    }

    [Fact]
    public async Task Complete_WorkFails_ThrowsWhatItThrewAndDropsTheRest()
    {
        var (taken, dropped) = (new List<int>(), new Result(2));
        var work = Work(taken);
        await work.AddAsync(1, () => throw new InvalidDataException("bad"), Cancel).AsTask().ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        await work.AddAsync(1, () => dropped, Cancel).AsTask().ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);

        var completing = async () => await work.CompleteAsync(Cancel);

        (await completing.Should().ThrowAsync<InvalidDataException>()).WithMessage("bad");
        await work.DisposeAsync();
        taken.Should().BeEmpty();
        dropped.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Dispose_WorkStillRuns_WaitsForIt()
    {
        using var running = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var result = new Result(0);
        var work = Work([]);
        await work.AddAsync(1, () => { running.Set(); goOn.Wait(Cancel); return result; }, Cancel);
        running.Wait(Cancel);

        var disposing = work.DisposeAsync();
        disposing.IsCompleted.Should().BeFalse();
        goOn.Set();
        await disposing;

        result.IsDisposed.Should().BeTrue();
    }

    private static OrderedWork<Result> Work(List<int> taken) => new((result, _) =>
    {
        taken.Add(result.Number);
        return ValueTask.CompletedTask;
    });

    private sealed class Result(int number) : IDisposable
    {
        public int Number => number;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
