using System.Text;
using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>The form in which manifests are stored: ten bytes that say so, then one compressed frame.</summary>
internal static class ManifestFile
{
    /// <summary>How many bytes show whether something is a manifest.</summary>
    public const int StartLength = 10;

    private const int MaxSize = 512 * 1024 * 1024;

    private static ReadOnlySpan<byte> Magic => "FORGETREE\u0001"u8;

    /// <summary>Writes a manifest.</summary>
    /// <param name="kind">What it describes.</param>
    /// <param name="write">Writes what only this kind has, and numbers the chunks that it refers to.</param>
    public static byte[] Write(ManifestKind kind, Action<BinaryWriter, ChunkTable> write)
    {
        using var body = new MemoryStream();
        var table = new ChunkTable();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            write(writer, table);
        }

        using var whole = new MemoryStream();
        using (var writer = new BinaryWriter(whole, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write((byte)kind);
            table.Write(writer);
            writer.Write(body.GetBuffer(), 0, (int)body.Length);
        }

        using var codec = new FrameCodec();
        return [.. Magic, .. codec.Compress(whole.GetBuffer().AsSpan(0, (int)whole.Length))];
    }

    /// <summary>Reads a manifest of either kind.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The manifest.</param>
    /// <param name="read">Reads what only its kind has.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>What <paramref name="read"/> has made of it; null when the artifact is no manifest at all.</returns>
    /// <exception cref="ArtifactStoreException">There is no such artifact (<see cref="ArtifactStoreFailure.NotFound"/>), it is damaged, or the store cannot be reached.</exception>
    public static async Task<T?> ReadAsync<T>(
        IArtifactStore store, ArtifactKey key, Func<ManifestKind, BinaryReader, IReadOnlyList<Chunk>, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var content = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            return await ReadFromAsync(content, key, read, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a manifest out of its bytes.</summary>
    /// <param name="content">The bytes, from the first one. Read to the end, unless it begins like a file of another kind.</param>
    /// <param name="key">The manifest, for messages.</param>
    /// <param name="read">Reads what only its kind has.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>What <paramref name="read"/> has made of it; null when it is no manifest at all.</returns>
    /// <exception cref="ArtifactStoreException">It is damaged.</exception>
    public static async Task<T?> ReadFromAsync<T>(
        Stream content, ArtifactKey key, Func<ManifestKind, BinaryReader, IReadOnlyList<Chunk>, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var start = new byte[Magic.Length];
        var length = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (!start.AsSpan().SequenceEqual(Magic))
        {
            if (!IsOfOtherKind(start.AsSpan(0, length)))
            {
                // A manifest with a damaged beginning must not pass for something else: at its end the store finds out.
                await content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }

        using var packed = new MemoryStream();
        await content.CopyToAsync(packed, cancellationToken).ConfigureAwait(false);
        return Parse(packed.GetBuffer().AsSpan(0, (int)packed.Length), key, read);
    }

    /// <summary>Tells whether bytes begin as a manifest does.</summary>
    public static bool IsStartOfOne(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    // What lies beside trees as a rule: zips, gzips, Zstandard, JSON. They may be large, so they are not read to tell.
    private static bool IsOfOtherKind(ReadOnlySpan<byte> start) =>
        start.Length == Magic.Length
        && (start.StartsWith("PK"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) || start[0] == '{')
        && start[(Magic.Length / 2)..].CommonPrefixLength(Magic[(Magic.Length / 2)..]) == 0;

    private static T Parse<T>(ReadOnlySpan<byte> packed, ArtifactKey key, Func<ManifestKind, BinaryReader, IReadOnlyList<Chunk>, T> read)
    {
        try
        {
            var size = FrameCodec.RawSizeOf(packed) is >= 1 and <= MaxSize and var known ? (int)known : throw new InvalidDataException("The manifest has no size.");
            var raw = new byte[size];
            using (var codec = new FrameCodec())
            {
                codec.Decompress(packed, raw);
            }

            using var reader = new BinaryReader(new MemoryStream(raw), Encoding.UTF8);
            var kind = (ManifestKind)reader.ReadByte();
            return Enum.IsDefined(kind) ? read(kind, reader, ChunkTable.Read(reader)) : throw new InvalidDataException("It describes something unknown.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new ArtifactStoreException(
                $"The manifest '{key}' is damaged ({e.Message.TrimEnd('.')}). Delete it and store the tree anew.", ArtifactStoreFailure.Corrupt, key, innerException: e);
        }
    }
}
