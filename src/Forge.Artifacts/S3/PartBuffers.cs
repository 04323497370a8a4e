using System.Collections.Concurrent;

namespace Forge.Artifacts.S3;

/// <summary>Buffers of the size of a part, which is no size that a shared pool has. They are used again as long as nobody needs the memory.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PartBuffers
{
    private readonly WeakReference<ConcurrentBag<byte[]>> _free = new([]);

    /// <summary>Takes a buffer.</summary>
    /// <param name="size">How long it must be at least.</param>
    public byte[] Take(int size) =>
        _free.TryGetTarget(out var free) && free.TryTake(out var buffer) && buffer.Length >= size ? buffer : GC.AllocateUninitializedArray<byte>(size);

    /// <summary>Gives a buffer back.</summary>
    public void Return(ArraySegment<byte> part)
    {
        if (part.Array is not { Length: > 0 } buffer)
        {
            return;
        }

        if (!_free.TryGetTarget(out var free))
        {
            _free.SetTarget(free = []);
        }

        free.Add(buffer);
    }
}
