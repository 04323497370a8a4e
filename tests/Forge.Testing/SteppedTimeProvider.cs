using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Testing;

/// <summary>A clock that moves only when the code under test is known to be waiting on it.</summary>
/// <remarks>Advancing a fake clock in a loop races the code under test; this one ends a wait because it has seen it begin.</remarks>
public sealed class SteppedTimeProvider : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until the code under test has begun to wait for exactly this long, and leaves it waiting.</summary>
    /// <param name="wait">The length of the wait.</param>
    /// <param name="cancellationToken">Ends the waiting for it.</param>
    public async Task ExpectWaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        while (await _waits.Reader.ReadAsync(cancellationToken) != wait)
        {
        }
    }

    /// <summary>Awaits some work, and ends each wait of exactly one length as soon as it has begun.</summary>
    /// <param name="work">The work.</param>
    /// <param name="wait">The length of the waits to end; other waits, such as deadlines, go on.</param>
    /// <returns>What the work returns.</returns>
    public async Task<T> RunAsync<T>(Task<T> work, TimeSpan wait)
    {
        await RunAsync((Task)work, wait);
        return await work;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public async Task RunAsync(Task work, TimeSpan wait)
    {
        while (await Task.WhenAny(work, _waits.Reader.WaitToReadAsync().AsTask()) != work)
        {
            while (_waits.Reader.TryRead(out var due))
            {
                if (due == wait)
                {
                    Advance(due);
                }
            }
        }

        await work;
    }
}
