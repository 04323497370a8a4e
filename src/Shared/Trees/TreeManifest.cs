using System.Security.Cryptography;
using System.Text;
using Forge.Artifacts;
using Forge.Shared.Archives;

namespace Forge.Shared.Trees;

/// <summary>What is in a tree, and where its contents are. Stored last, so that whoever sees it finds the whole tree.</summary>
internal sealed record TreeManifest
{
    private const char Separator = '\0';

    private TreeManifest(IReadOnlyList<TreeEntry> entries, ArtifactDigest digest) => (Entries, Digest) = (entries, digest);

    /// <summary>Gets the entries in ordinal order of their paths.</summary>
    public IReadOnlyList<TreeEntry> Entries { get; }

    /// <summary>Gets the SHA-256 of the whole tree: of its paths, kinds, permissions, link targets and contents, wherever they are stored and whenever they were modified.</summary>
    public ArtifactDigest Digest { get; }

    /// <summary>Gets the bytes of all files.</summary>
    public long Size => Entries.Sum(entry => entry.Size);

    /// <summary>Makes the manifest of entries.</summary>
    public static TreeManifest Of(IEnumerable<TreeEntry> entries)
    {
        TreeEntry[] sorted = [.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)];
        return new TreeManifest(sorted, DigestOf(sorted));
    }

    /// <summary>Reads the manifest with a key.</summary>
    /// <returns>The manifest; null when the artifact is not the manifest of a tree.</returns>
    /// <inheritdoc cref="ManifestFile.ReadAsync"/>
    public static Task<TreeManifest?> ReadAsync(IArtifactStore store, ArtifactKey key, CancellationToken cancellationToken) =>
        ManifestFile.ReadAsync(store, key, ReadTree, cancellationToken)!;

    /// <summary>Reads a manifest out of its bytes.</summary>
    /// <returns>The manifest; null when it is not the manifest of a tree.</returns>
    /// <inheritdoc cref="ManifestFile.ReadFromAsync"/>
    public static Task<TreeManifest?> ReadFromAsync(Stream content, ArtifactKey key, CancellationToken cancellationToken) =>
        ManifestFile.ReadFromAsync(content, key, ReadTree, cancellationToken)!;

    /// <summary>Lists what the contents of the files are made of, each once.</summary>
    public IReadOnlyCollection<Chunk> Chunks() => [.. Entries.SelectMany(entry => entry.Chunks).Distinct()];

    /// <summary>Writes the manifest as it is stored.</summary>
    public byte[] ToBytes() => ManifestFile.Write(ManifestKind.Tree, (writer, table) =>
    {
        writer.Write(Convert.FromHexString(Digest.Value));
        writer.Write7BitEncodedInt(Entries.Count);
        foreach (var entry in Entries)
        {
            writer.Write((byte)entry.Kind);
            writer.Write(entry.Path);
            writer.Write7BitEncodedInt(entry.UnixMode);
            writer.Write7BitEncodedInt64(entry.ModifiedAt);
            writer.Write(entry.LinkTarget);
            writer.Write7BitEncodedInt64(entry.Size);
            writer.Write7BitEncodedInt(entry.Chunks.Count);
            foreach (var chunk in entry.Chunks)
            {
                writer.Write7BitEncodedInt(table.Number(chunk));
            }

            // The digest of a file of one chunk is that chunk's.
            if (entry.Chunks.Count > 1)
            {
                writer.Write(Convert.FromHexString(entry.Digest!.Value.Value));
            }
        }
    });

    private static TreeManifest ReadTree(ManifestKind kind, BinaryReader reader, IReadOnlyList<Chunk> chunks) => kind is ManifestKind.Tree ? Read(reader, chunks) : null!;

    private static TreeManifest Read(BinaryReader reader, IReadOnlyList<Chunk> chunks)
    {
        var digest = ArtifactDigest.FromHash(reader.ReadBytes(SHA256.HashSizeInBytes));
        var entries = new List<TreeEntry>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            entries.Add(ReadEntry(reader, chunks));
        }

        Check(entries);
        return DigestOf(entries) == digest ? new TreeManifest(entries, digest) : throw new InvalidDataException("The entries are not those that were stored.");
    }

    private static TreeEntry ReadEntry(BinaryReader reader, IReadOnlyList<Chunk> all)
    {
        var entry = new TreeEntry
        {
            Kind = (ArchiveEntryKind)reader.ReadByte(),
            Path = reader.ReadString(),
            UnixMode = reader.Read7BitEncodedInt(),
            ModifiedAt = reader.Read7BitEncodedInt64(),
            LinkTarget = reader.ReadString(),
            Size = reader.Read7BitEncodedInt64(),
        };
        var chunks = new List<Chunk>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            chunks.Add(ChunkTable.At(all, reader.Read7BitEncodedInt()));
        }

        return entry with
        {
            Chunks = chunks,
            Digest = (entry.Kind, chunks.Count) switch
            {
                (not ArchiveEntryKind.File, _) => null,
                (_, 0) => ArtifactDigest.FromHash(SHA256.HashData([])),
                (_, 1) => chunks[0].Digest,
                _ => ArtifactDigest.FromHash(reader.ReadBytes(SHA256.HashSizeInBytes)),
            },
        };
    }

    // What is written below a directory relies on this: every parent is a directory of the tree, and no link is one.
    private static void Check(List<TreeEntry> entries)
    {
        var directories = new HashSet<string>(StringComparer.Ordinal) { "" };
        var last = "";
        foreach (var entry in entries)
        {
            var slash = entry.Path.LastIndexOf('/');
            if (string.CompareOrdinal(entry.Path, last) <= 0 || !IsPath(entry.Path) || !directories.Contains(slash < 0 ? "" : entry.Path[..slash]))
            {
                throw new InvalidDataException("A path is out of order, or not one.");
            }

            var isWhole = entry.Kind switch
            {
                ArchiveEntryKind.Directory => directories.Add(entry.Path) && entry is { Size: 0, Chunks.Count: 0, LinkTarget: "" },
                ArchiveEntryKind.Link => entry is { Size: 0, Chunks.Count: 0, LinkTarget: not "" },
                ArchiveEntryKind.File => entry.LinkTarget.Length == 0 && entry.Chunks.Sum(chunk => (long)chunk.Size) == entry.Size,
                _ => false,
            };
            last = isWhole && (entry.UnixMode & ~UnixModes.AnyLink) == 0 ? entry.Path : throw new InvalidDataException("An entry is not what it says.");
        }
    }

    private static bool IsPath(string path)
    {
        try
        {
            return EntryName.Normalize(path) == path;
        }
        catch (ArchiveException)
        {
            return false;
        }
    }

    private static ArtifactDigest DigestOf(IReadOnlyList<TreeEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
        {
            var content = entry.Digest is { } digest ? digest.Value : entry.LinkTarget;
            hash.AppendData(Encoding.UTF8.GetBytes($"{(char)('0' + (int)entry.Kind)}{Convert.ToString(entry.UnixMode, toBase: 8)}{Separator}{entry.Path}{Separator}{content}{Separator}"));
        }

        return ArtifactDigest.FromHash(hash.GetHashAndReset());
    }
}
