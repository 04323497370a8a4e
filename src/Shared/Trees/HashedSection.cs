using System.Security.Cryptography;
using Forge.Shared.Archives;

namespace Forge.Shared.Trees;

/// <summary>The next bytes of a stream, which are hashed as they are read. The stream stays the caller's.</summary>
internal sealed class HashedSection(Stream stream, long size, IncrementalHash hash) : ForwardStream
{
    private long _left = size;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = stream.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        return Take(buffer[..read]);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await stream.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        return Take(buffer.Span[..read]);
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        _left -= bytes.Length;
        return bytes.Length;
    }
}
