namespace Forge.Shared.Archives;

/// <summary>The content of an entry, which must have exactly the size and the checksum that the archive states.</summary>
/// <remarks>The read that reaches the end throws instead of returning its bytes when they are not the right ones.</remarks>
internal sealed class VerifiedStream(Stream content, string path, long size, uint? crc) : ForwardStream
{
    private long _read;
    private Crc32 _crc;
    private bool _isVerified;

    private long Left => size - _read;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _isVerified)
        {
            return 0;
        }

        try
        {
            var part = buffer[..(int)Math.Min(buffer.Length, Left)];
            var read = Left == 0 ? 0 : Take(content.Read(part), buffer);
            if (Left == 0)
            {
                Verify(content.Read(stackalloc byte[1]));
            }

            return read;
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _isVerified)
        {
            return 0;
        }

        try
        {
            var part = buffer[..(int)Math.Min(buffer.Length, Left)];
            var read = Left == 0 ? 0 : Take(await content.ReadAsync(part, cancellationToken).ConfigureAwait(false), buffer.Span);
            if (Left == 0)
            {
                Verify(await content.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false));
            }

            return read;
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(int read, ReadOnlySpan<byte> buffer)
    {
        if (read == 0)
        {
            throw ArchiveException.For(path, $"ends {Left:N0} bytes before its stated size of {size:N0}");
        }

        _read += read;
        if (crc is not null)
        {
            _crc.Append(buffer[..read]);
        }

        return read;
    }

    private void Verify(int surplus)
    {
        if (surplus != 0)
        {
            throw ArchiveException.For(path, $"has more bytes than its stated size of {size:N0}");
        }

        if (crc is { } stated && stated != _crc.Value)
        {
            throw ArchiveException.For(path, "is damaged: its checksum is wrong");
        }

        _isVerified = true;
    }

    private ArchiveException Damaged(InvalidDataException e) => new($"The archive is refused: '{path}' is damaged: {e.Message}", e);
}
