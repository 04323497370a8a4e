using System.Buffers;

namespace Forge.Shared.Archives.Packing;

/// <summary>Bytes in a borrowed array, which is given back when this is disposed.</summary>
internal sealed class PooledBytes(int capacity) : IDisposable
{
    private byte[]? _array = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Gets or sets how many bytes there are.</summary>
    public int Length { get; set; }

    /// <summary>Gets the whole array, which may be longer than what was asked for.</summary>
    public byte[] Array => _array ?? throw new ObjectDisposedException(nameof(PooledBytes));

    /// <summary>Gets the bytes.</summary>
    public ReadOnlySpan<byte> Span => Array.AsSpan(0, Length);

    /// <summary>Gets the bytes.</summary>
    public ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);

    /// <summary>Gets the room behind the bytes.</summary>
    public Span<byte> Room => Array.AsSpan(Length);

    /// <summary>Appends bytes, for which there must be room.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room);
        Length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
