namespace Forge.Shared.Archives.Packing;

/// <summary>A block, compressed.</summary>
/// <param name="bytes">What it became.</param>
/// <param name="crc">The checksum of what it was.</param>
/// <param name="size">How many bytes it had.</param>
internal sealed class PackedBlock(PooledBytes bytes, uint crc, int size) : IDisposable
{
    public PooledBytes Bytes => bytes;

    public uint Crc => crc;

    public int Size => size;

    /// <inheritdoc/>
    public void Dispose() => bytes.Dispose();
}
