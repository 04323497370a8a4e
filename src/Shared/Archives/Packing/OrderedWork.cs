namespace Forge.Shared.Archives.Packing;

/// <summary>Does work on all processors and hands its results out in the order in which the work came.</summary>
/// <remarks>Not for concurrent use. It never holds more than a few pieces of work, nor more than some bytes, so that memory is bounded.</remarks>
/// <param name="take">Takes a result. Never runs twice at a time.</param>
internal sealed class OrderedWork<T>(Func<T, CancellationToken, ValueTask> take) : IAsyncDisposable
    where T : IDisposable
{
    private const int BytesEach = 4 * 1024 * 1024;
    private const int PiecesEach = 32;

    private readonly Queue<(Task<T> Work, int Bytes)> _pending = new();
    private readonly int _mostPieces = PiecesEach * Environment.ProcessorCount;
    private readonly long _mostBytes = (long)BytesEach * Environment.ProcessorCount;
    private long _bytes;

    /// <summary>Adds work, once there is room for it.</summary>
    /// <param name="bytes">The memory that the work and its result hold.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Cancels the waiting for room.</param>
    public async ValueTask AddAsync(int bytes, Func<T> work, CancellationToken cancellationToken)
    {
        _pending.Enqueue((Task.Run(work, CancellationToken.None), bytes));
        _bytes += bytes;
        while (_pending.Count > _mostPieces || _bytes > _mostBytes || (_pending.TryPeek(out var oldest) && oldest.Work.IsCompleted))
        {
            await TakeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the rest.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        while (_pending.Count > 0)
        {
            await TakeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until no work runs any more and drops what nobody took.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_pending.TryDequeue(out var left))
        {
            await ((Task)left.Work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (left.Work.IsCompletedSuccessfully)
            {
                (await left.Work.ConfigureAwait(false)).Dispose();
            }
        }
    }

    private async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        // It stays in the queue while it runs: whoever disposes this must wait for it.
        using var result = await _pending.Peek().Work.WaitAsync(cancellationToken).ConfigureAwait(false);
        _bytes -= _pending.Dequeue().Bytes;
        await take(result, cancellationToken).ConfigureAwait(false);
    }
}
