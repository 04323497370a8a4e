namespace Forge.Shared.Archives.Packing;

/// <summary>Compresses what is written to it, block by block, on all processors. The same bytes give the same bytes, whatever pieces they come in.</summary>
/// <remarks>Not for concurrent use. What it writes is whole only after <see cref="CompleteAsync"/>. The destination stays the caller's; the codec becomes this one's.</remarks>
internal sealed class CompressedOutput : Stream
{
    private readonly IBlockCodec _codec;
    private readonly BufferedOutput _output;
    private readonly OrderedWork<PackedBlock> _work;
    private PooledBytes? _block;
    private uint _crc;
    private long _size;

    /// <summary>Initializes a new instance of the <see cref="CompressedOutput"/> class.</summary>
    /// <param name="destination">Where the compressed bytes go.</param>
    /// <param name="codec">How they are compressed.</param>
    public CompressedOutput(Stream destination, IBlockCodec codec)
    {
        _codec = codec;
        _output = new BufferedOutput(destination);
        _work = new OrderedWork<PackedBlock>(WriteBlockAsync);
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            // A full block waits for more: only the last one knows that it is.
            if (_block?.Length == _codec.BlockSize)
            {
                await CompressAsync(isLast: false, cancellationToken).ConfigureAwait(false);
            }

            _block ??= new PooledBytes(_codec.BlockSize);
            var part = buffer[..Math.Min(buffer.Length, _codec.BlockSize - _block.Length)];
            _block.Append(part.Span);
            buffer = buffer[part.Length..];
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes what is left and ends the compressed content.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _block ??= new PooledBytes(0);
        await CompressAsync(isLast: true, cancellationToken).ConfigureAwait(false);
        await _work.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await _output.WriteAsync(_codec.Trailer(_crc, _size), cancellationToken).ConfigureAwait(false);
        await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("What compresses on all processors is written to asynchronously.");

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _work.DisposeAsync().ConfigureAwait(false);
        _block?.Dispose();
        _output.Dispose();
        _codec.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    private async ValueTask CompressAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (_size == 0)
        {
            await _output.WriteAsync(_codec.Header, cancellationToken).ConfigureAwait(false);
        }

        var block = _block!;
        _block = null;
        _size += block.Length;
        await _work.AddAsync(2 * _codec.BlockSize, () => Compress(block, isLast), cancellationToken).ConfigureAwait(false);
    }

    private PackedBlock Compress(PooledBytes block, bool isLast)
    {
        using (block)
        {
            return _codec.Compress(block, isLast);
        }
    }

    private async ValueTask WriteBlockAsync(PackedBlock block, CancellationToken cancellationToken)
    {
        _crc = Crc32.Combine(_crc, block.Crc, block.Size);
        await _output.WriteAsync(block.Bytes.Memory, cancellationToken).ConfigureAwait(false);
    }
}
