using Forge.Shared.Archives.Packing;

namespace Forge.Shared.Archives.Zip;

/// <summary>Some bytes of an entry, ready to be written.</summary>
/// <param name="member">The entry.</param>
/// <param name="bytes">The bytes: packed content, with the header before it when the entry is a single part.</param>
internal sealed class ZipPart(ZipMember member, PooledBytes bytes) : IDisposable
{
    public ZipMember Member => member;

    public PooledBytes Bytes => bytes;

    /// <summary>Gets the checksum of the content of this part; of a streamed entry only.</summary>
    public uint Crc { get; init; }

    /// <summary>Gets how many bytes of content this part is; of a streamed entry only.</summary>
    public int Size { get; init; }

    public required bool IsFirst { get; init; }

    public required bool IsLast { get; init; }

    /// <inheritdoc/>
    public void Dispose() => bytes.Dispose();
}
