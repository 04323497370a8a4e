namespace Forge.Shared.Archives.Packing;

/// <summary>A compressed format whose blocks are compressed independently.</summary>
internal interface IBlockCodec : IDisposable
{
    /// <summary>Gets how many bytes a block has, but for the last.</summary>
    int BlockSize { get; }

    /// <summary>Gets what stands before the first block.</summary>
    ReadOnlyMemory<byte> Header { get; }

    /// <summary>Compresses a block. Runs at the same time for several.</summary>
    /// <param name="block">The bytes; none only when the content has none.</param>
    /// <param name="isLast">Whether the content ends with them.</param>
    PackedBlock Compress(PooledBytes block, bool isLast);

    /// <summary>Gives what stands behind the last block.</summary>
    /// <param name="crc">The checksum of the content, of a codec whose blocks have one.</param>
    /// <param name="size">How many bytes the content has.</param>
    ReadOnlyMemory<byte> Trailer(uint crc, long size);
}
