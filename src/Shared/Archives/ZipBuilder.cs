using System.Text;
using Forge.Shared.Archives.Packing;
using Forge.Shared.Archives.Zip;

namespace Forge.Shared.Archives;

/// <summary>Writes a zip: entries, and blocks of large ones, are deflated at the same time. The same entries give the same bytes, on any number of processors.</summary>
/// <remarks>The destination need not be seekable: a large file's checksum and sizes stand behind it. Content that does not get smaller is stored.</remarks>
internal sealed class ZipBuilder : IArchiveBuilder
{
    private const int BlockSize = 1024 * 1024;
    private const int DescriptorSize = 24;
    private const int PerEntry = 256;

    private readonly BufferedOutput _output;
    private readonly OrderedWork<ZipPart> _work;
    private readonly PackedPaths _paths = new();
    private readonly MemoryStream _directory = new();
    private long _entries;

    /// <summary>Initializes a new instance of the <see cref="ZipBuilder"/> class.</summary>
    /// <param name="destination">Where the zip goes.</param>
    public ZipBuilder(Stream destination)
    {
        _output = new BufferedOutput(destination);
        _work = new OrderedWork<ZipPart>(WriteAsync);
    }

    /// <summary>Gets the size above which an entry is written with the numbers of zip64. Tests have no gigabytes.</summary>
    internal long WideAbove { get; init; } = ZipMember.LargestNarrow;

    /// <inheritdoc/>
    public async ValueTask AddAsync(ArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        _paths.Add(entry.Path);
        var member = new ZipMember(entry, WideAbove) { IsStreamed = entry is { Kind: ArchiveEntryKind.File, Size: > BlockSize } };
        if (member.IsStreamed)
        {
            await AddStreamedAsync(member, entry, content, cancellationToken).ConfigureAwait(false);
            return;
        }

        var block = await ReadAsync(entry, content, cancellationToken).ConfigureAwait(false);
        await _work.AddAsync((2 * block.Length) + PerEntry, () => Pack(member, block), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _work.CompleteAsync(cancellationToken).ConfigureAwait(false);
        var offset = _output.Position;
        await _output.WriteAsync(_directory.GetBuffer().AsMemory(0, (int)_directory.Length), cancellationToken).ConfigureAwait(false);
        await _output.WriteAsync(new ZipEnd(_entries, offset, _directory.Length).ToBytes(), cancellationToken).ConfigureAwait(false);
        await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _work.DisposeAsync().ConfigureAwait(false);
        _output.Dispose();
    }

    private static async ValueTask<PooledBytes> ReadAsync(ArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        if (entry.Kind is not ArchiveEntryKind.File)
        {
            var target = entry.Kind is ArchiveEntryKind.Link ? Encoding.UTF8.GetBytes(EntryName.CheckTarget(entry.Path, entry.LinkTarget)) : [];
            var bytes = new PooledBytes(target.Length);
            bytes.Append(target);
            return bytes;
        }

        var block = new PooledBytes((int)entry.Size + 1);
        try
        {
            await ExactContent.ReadAsync(entry, content, block, (int)entry.Size, cancellationToken).ConfigureAwait(false);
            await ExactContent.CheckEndAsync(entry, content, cancellationToken).ConfigureAwait(false);
            return block;
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    private static ZipPart Pack(ZipMember member, PooledBytes block)
    {
        using (block)
        {
            (member.Crc, member.Size) = (Crc32.Of(block.Span), block.Length);
            var header = member.LocalLength;
            var packed = new PooledBytes(header + Deflater.MostBytes(block.Length)) { Length = header };
            Deflater.Append(block.Span, isLast: true, packed);
            if (packed.Length - header >= block.Length)
            {
                member.IsStored = true;
                packed.Length = header;
                packed.Append(block.Span);
            }

            member.PackedSize = packed.Length - header;
            member.WriteLocal(packed.Array);
            return new ZipPart(member, packed) { IsFirst = true, IsLast = true };
        }
    }

    private async ValueTask AddStreamedAsync(ZipMember member, ArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        for (var left = entry.Size; left > 0;)
        {
            var (isFirst, isLast) = (left == entry.Size, left <= BlockSize);
            var block = new PooledBytes(BlockSize);
            try
            {
                await ExactContent.ReadAsync(entry, content, block, (int)Math.Min(left, BlockSize), cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                block.Dispose();
                throw;
            }

            left -= block.Length;
            await _work.AddAsync(2 * BlockSize, () => PackBlock(member, block, (isFirst, isLast)), cancellationToken).ConfigureAwait(false);
        }

        await ExactContent.CheckEndAsync(entry, content, cancellationToken).ConfigureAwait(false);
    }

    private static ZipPart PackBlock(ZipMember member, PooledBytes block, (bool IsFirst, bool IsLast) place)
    {
        using (block)
        {
            var packed = new PooledBytes(Deflater.MostBytes(block.Length));
            Deflater.Append(block.Span, place.IsLast, packed);
            return new ZipPart(member, packed) { Crc = Crc32.Of(block.Span), Size = block.Length, IsFirst = place.IsFirst, IsLast = place.IsLast };
        }
    }

    private async ValueTask WriteAsync(ZipPart part, CancellationToken cancellationToken)
    {
        var member = part.Member;
        if (part.IsFirst)
        {
            member.Offset = _output.Position;
        }

        if (part.IsFirst && member.IsStreamed)
        {
            var header = new byte[member.LocalLength];
            member.WriteLocal(header);
            await _output.WriteAsync(header, cancellationToken).ConfigureAwait(false);
        }

        await _output.WriteAsync(part.Bytes.Memory, cancellationToken).ConfigureAwait(false);
        if (member.IsStreamed)
        {
            member.Crc = Crc32.Combine(member.Crc, part.Crc, part.Size);
            member.Size += part.Size;
            member.PackedSize += part.Bytes.Length;
        }

        if (part.IsLast && member.IsStreamed)
        {
            var descriptor = new byte[DescriptorSize];
            await _output.WriteAsync(descriptor.AsMemory(0, member.WriteDescriptor(descriptor)), cancellationToken).ConfigureAwait(false);
        }

        if (part.IsLast)
        {
            var header = new byte[member.MostCentralLength];
            _directory.Write(header.AsSpan(0, member.WriteCentral(header)));
            _entries++;
        }
    }
}
