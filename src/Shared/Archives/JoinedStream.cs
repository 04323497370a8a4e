namespace Forge.Shared.Archives;

/// <summary>Some streams, one behind the other. All stay the caller's.</summary>
internal sealed class JoinedStream(params Stream[] streams) : ForwardStream
{
    private int _at;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        for (; _at < streams.Length; _at++)
        {
            if (streams[_at].Read(buffer) is > 0 and var read)
            {
                return read;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (; _at < streams.Length; _at++)
        {
            if (await streams[_at].ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                return read;
            }
        }

        return 0;
    }
}
