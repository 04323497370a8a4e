using Forge.Testing;

namespace Forge.Abstractions.Tests.Testing;

public sealed class SteppedTimeProviderTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SteppedTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_WorkThatWaits_EndsEachWaitOfThatLength()
    {
        var begin = _time.GetUtcNow();

        var waits = await _time.RunAsync(WaitAsync(times: 3), Pause);

        waits.Should().Be(3);
        (_time.GetUtcNow() - begin).Should().Be(3 * Pause);
    }

    [Fact]
    public async Task RunAsync_AnotherDeadlineIsSet_LeavesItRunning()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), _time);

        await _time.RunAsync(WaitAsync(times: 2), Pause);

        deadline.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public async Task RunAsync_WorkFails_Throws() =>
        await FluentActions.Awaiting(() => _time.RunAsync(FailAsync(), Pause)).Should().ThrowAsync<InvalidOperationException>();

    [Fact]
    public async Task ExpectWaitAsync_TheWaitBegins_ReturnsWhileItLasts()
    {
        var work = WaitAsync(times: 1);

        await _time.ExpectWaitAsync(Pause, Cancel);

        work.IsCompleted.Should().BeFalse();
        _time.Advance(Pause);
        (await work).Should().Be(1);
    }

    private async Task<int> WaitAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(Pause, _time, Cancel);
        }

        return times;
    }

    private async Task FailAsync()
    {
        await Task.Delay(Pause, _time, Cancel);
        throw new InvalidOperationException("on purpose");
    }
}
