using System.Buffers;
using System.Globalization;
using System.Text;
using Forge.Shared.Archives.Packing;

namespace Forge.Shared.Archives.Tar;

/// <summary>Writes a tar: ustar, with an extended header where a name or a number does not fit. Everything belongs to root.</summary>
/// <remarks>A directory of many small files takes 512 bytes each; TarWriter takes three blocks each for the same.</remarks>
internal sealed class TarBuilder(Stream destination) : IArchiveBuilder
{
    private const int MaxName = 100;
    private const int MaxPrefix = 155;
    private const long MaxOctal11 = 0x1_FFFF_FFFF;
    private const int BufferSize = 128 * 1024;

    private readonly PackedPaths _paths = new();
    private readonly byte[] _block = new byte[TarHeader.BlockSize];

    /// <inheritdoc/>
    public async ValueTask AddAsync(ArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        _paths.Add(entry.Path);
        switch (entry.Kind)
        {
            case ArchiveEntryKind.Directory:
                await AddDirectoryAsync(entry.Path, entry.UnixMode, entry.ModifiedAt, cancellationToken).ConfigureAwait(false);
                break;
            case ArchiveEntryKind.Link:
                await AddLinkAsync(entry.Path, EntryName.CheckTarget(entry.Path, entry.LinkTarget), entry.ModifiedAt, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await AddFileAsync(entry.Path, entry.UnixMode, entry.ModifiedAt, entry.Size, content, cancellationToken).ConfigureAwait(false);
                await ExactContent.CheckEndAsync(entry, content, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="ArchiveException">The content does not have the stated size.</exception>
    public async Task AddFileAsync(string path, int unixMode, DateTimeOffset modifiedAt, long size, Stream content, CancellationToken cancellationToken)
    {
        await WriteHeadersAsync('0', path, unixMode, modifiedAt, size, target: "", cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var left = size; left > 0;)
            {
                var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    throw ArchiveException.For(path, "became shorter while it was packed");
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await PadAsync(size, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the headers of a file and leaves room for its content, which is written there at any time. The tar must be a file.</summary>
    /// <returns>Where the room begins.</returns>
    public async Task<long> ReserveFileAsync(string path, int unixMode, DateTimeOffset modifiedAt, long size, CancellationToken cancellationToken)
    {
        _paths.Add(path);
        await WriteHeadersAsync('0', path, unixMode, modifiedAt, size, target: "", cancellationToken).ConfigureAwait(false);
        var begin = destination.Position;
        destination.Position = begin + size;
        await PadAsync(size, cancellationToken).ConfigureAwait(false);
        return begin;
    }

    /// <summary>Writes a directory.</summary>
    public Task AddDirectoryAsync(string path, int unixMode, DateTimeOffset modifiedAt, CancellationToken cancellationToken) =>
        WriteHeadersAsync('5', $"{path}/", unixMode, modifiedAt, size: 0, target: "", cancellationToken);

    /// <summary>Writes a symbolic link.</summary>
    public Task AddLinkAsync(string path, string target, DateTimeOffset modifiedAt, CancellationToken cancellationToken) =>
        WriteHeadersAsync('2', path, UnixModes.AnyLink, modifiedAt, size: 0, target, cancellationToken);

    /// <summary>Writes the end of the tar.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await destination.WriteAsync(new byte[2 * TarHeader.BlockSize], cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task WriteHeadersAsync(
        char type, string path, int mode, DateTimeOffset modifiedAt, long size, string target, CancellationToken cancellationToken)
    {
        var (name, linkName) = (Encoding.UTF8.GetBytes(path), Encoding.UTF8.GetBytes(target));
        var split = Split(name);
        var pax = new MemoryStream();
        AddRecord(pax, "path", split is null ? name : []);
        AddRecord(pax, "linkpath", linkName.Length > MaxName ? linkName : []);
        AddRecord(pax, "size", size > MaxOctal11 ? Encoding.ASCII.GetBytes(size.ToString(CultureInfo.InvariantCulture)) : []);
        var seconds = Math.Clamp(modifiedAt.ToUnixTimeSeconds(), 0, MaxOctal11);
        if (pax.Length > 0)
        {
            FillBlock('x', "PaxHeader"u8, [], UnixModes.DefaultFile, seconds, pax.Length, []);
            await destination.WriteAsync(_block, cancellationToken).ConfigureAwait(false);
            await destination.WriteAsync(pax.GetBuffer().AsMemory(0, (int)pax.Length), cancellationToken).ConfigureAwait(false);
            await PadAsync(pax.Length, cancellationToken).ConfigureAwait(false);
        }

        var at = split ?? 0;
        var shortName = split is null ? name.AsSpan()[..MaxName] : name.AsSpan(at);
        var prefix = at == 0 ? default : name.AsSpan(0, at - 1);
        FillBlock(type, shortName, prefix, mode, seconds, Math.Min(size, MaxOctal11), linkName.AsSpan()[..Math.Min(linkName.Length, MaxName)]);
        await destination.WriteAsync(_block, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds where a long name is cut: after a slash, so that both parts fit.</summary>
    /// <returns>The beginning of the second part, 0 for a short name; null when the name cannot be cut.</returns>
    private static int? Split(ReadOnlySpan<byte> name)
    {
        if (name.Length <= MaxName)
        {
            return 0;
        }

        var slash = name[..Math.Min(name.Length - 1, MaxPrefix + 1)].LastIndexOf((byte)'/');
        return slash > 0 && name.Length - slash - 1 <= MaxName ? slash + 1 : null;
    }

    private static void AddRecord(MemoryStream pax, string key, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        // The length counts its own digits.
        var body = key.Length + value.Length + 3;
        var length = body + Digits(body);
        length = body + Digits(length);
        pax.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length} {key}=")));
        pax.Write(value);
        pax.WriteByte((byte)'\n');
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    private void FillBlock(
        char type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> prefix, int mode, long seconds, long size, ReadOnlySpan<byte> target)
    {
        var block = _block.AsSpan();
        block.Clear();
        name.CopyTo(block);
        WriteOctal(block.Slice(100, 8), mode);
        WriteOctal(block.Slice(108, 8), 0);
        WriteOctal(block.Slice(116, 8), 0);
        WriteOctal(block.Slice(124, 12), size);
        WriteOctal(block.Slice(136, 12), seconds);
        block[156] = (byte)type;
        target.CopyTo(block[157..]);
        "ustar\000"u8.CopyTo(block[257..]);
        prefix.CopyTo(block[345..]);

        block.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var b in block)
        {
            sum += b;
        }

        WriteOctal(block.Slice(148, 7), sum);
    }

    private static void WriteOctal(Span<byte> field, long value)
    {
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }

        field[^1] = 0;
    }

    private async Task PadAsync(long size, CancellationToken cancellationToken)
    {
        var padding = (int)((TarHeader.BlockSize - (size % TarHeader.BlockSize)) % TarHeader.BlockSize);
        await destination.WriteAsync(new byte[padding], cancellationToken).ConfigureAwait(false);
    }
}
