namespace Forge.Shared.Archives;

/// <summary>Some bytes of a seekable stream. Several sections of one stream may be read in turns, not at the same time.</summary>
internal sealed class SectionStream(Stream whole, long offset, long length) : ForwardStream
{
    private long _at = offset;
    private long _left = length;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        whole.Position = _at;
        return Advance(whole.Read(buffer[..(int)Math.Min(buffer.Length, _left)]));
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        whole.Position = _at;
        return Advance(await whole.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false));
    }

    private int Advance(int read)
    {
        _at += read;
        _left -= read;
        return read;
    }
}
