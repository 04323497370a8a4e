namespace Forge.Artifacts.S3;

/// <summary>Cancels what makes no progress: a slow transfer may last as long as it likes, a dead one may not.</summary>
internal sealed class ProgressWatch : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenSource _either;

    public ProgressWatch(TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        _patience = patience;
        _idle = new CancellationTokenSource(patience, timeProvider);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_idle.Token, cancellationToken);
    }

    /// <summary>Gets a token that is cancelled when nothing has moved for long, or by the caller.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Notes that something moved.</summary>
    public void Touch() => _idle.CancelAfter(_patience);

    /// <summary>Waits longer, this once.</summary>
    /// <param name="times">How many times as long.</param>
    public void Extend(int times) => _idle.CancelAfter(_patience * times);

    /// <summary>Returns the bytes as a stream that notes each read.</summary>
    public Stream Follow(byte[] buffer, int count) => new FollowedStream(this, buffer, count);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _idle.Dispose();
    }

    private sealed class FollowedStream(ProgressWatch watch, byte[] buffer, int count) : MemoryStream(buffer, 0, count, writable: false)
    {
        // Every other way to read ends here.
        public override int Read(byte[] buffer, int offset, int count)
        {
            watch.Touch();
            return base.Read(buffer, offset, count);
        }
    }
}
