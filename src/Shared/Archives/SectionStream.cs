using System.Buffers;

namespace Forge.Shared.Archives;

/// <summary>Some bytes of an archive, read ahead in larger pieces than a decompressor asks for.</summary>
internal sealed class SectionStream(ArchiveSource whole, long offset, long length) : ForwardStream
{
    private const int MostAhead = 64 * 1024;

    private long _next = offset;
    private long _left = length;
    private byte[]? _ahead;
    private int _from;
    private int _to;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_from == _to && buffer.Length >= MostAhead)
        {
            return Advance(whole.Read(_next, buffer[..(int)Math.Min(buffer.Length, _left)]));
        }

        if (_from == _to)
        {
            _ahead ??= ArrayPool<byte>.Shared.Rent((int)Math.Min(MostAhead, Math.Max(_left, 1)));
            (_from, _to) = (0, Advance(whole.Read(_next, _ahead.AsSpan(0, (int)Math.Min(_ahead.Length, _left)))));
        }

        var part = _ahead.AsSpan(_from, Math.Min(buffer.Length, _to - _from));
        part.CopyTo(buffer);
        _from += part.Length;
        return part.Length;
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _ahead, null) is { } ahead)
        {
            (_from, _to, _left) = (0, 0, 0);
            ArrayPool<byte>.Shared.Return(ahead);
        }

        base.Dispose(disposing);
    }

    private int Advance(int read)
    {
        _next += read;
        _left -= read;
        return read;
    }
}
