using System.Buffers;

namespace Forge.Shared.Archives.Packing;

/// <summary>Collects many small writes into few large ones, and counts.</summary>
internal sealed class BufferedOutput(Stream destination) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _filled;

    /// <summary>Gets how many bytes were written.</summary>
    public long Position { get; private set; }

    /// <summary>Writes bytes, now or later.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Position += bytes.Length;
        if (bytes.Length > _buffer.Length - _filled)
        {
            await WriteBufferAsync(cancellationToken).ConfigureAwait(false);
        }

        if (bytes.Length > _buffer.Length)
        {
            await destination.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        bytes.CopyTo(_buffer.AsMemory(_filled));
        _filled += bytes.Length;
    }

    /// <summary>Writes what was collected.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await WriteBufferAsync(cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the buffer back, whatever it holds.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private async ValueTask WriteBufferAsync(CancellationToken cancellationToken)
    {
        if (_filled > 0)
        {
            await destination.WriteAsync(_buffer.AsMemory(0, _filled), cancellationToken).ConfigureAwait(false);
            _filled = 0;
        }
    }
}
