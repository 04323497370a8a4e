using System.Security.Cryptography;
using System.Text;
using Forge.Artifacts;
using Forge.Shared.Archives;

namespace Forge.Shared.Trees;

/// <summary>Remembers the digests of files, so that a file that did not change is not read again. May be lost or damaged at any time: then files are read.</summary>
internal sealed class StampCache
{
    private const int Format = 1;

    // A change in the same tick of the file system's clock leaves the same times. FAT has the coarsest tick, two seconds.
    private static readonly TimeSpan Racy = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (FileStamp Stamp, ArtifactDigest Digest)> _files = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the key of the tree that was stored from the same directory last; empty for none.</summary>
    public string LastTree { get; set; } = "";

    /// <summary>Reads a cache.</summary>
    /// <returns>The cache; an empty one when the file is missing or damaged.</returns>
    public static StampCache Load(string? path)
    {
        var cache = new StampCache();
        try
        {
            var bytes = path is null ? [] : File.ReadAllBytes(path);
            var length = bytes.Length - SHA256.HashSizeInBytes;
            if (length > 0 && SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            {
                using var reader = new BinaryReader(new MemoryStream(bytes, 0, length), Encoding.UTF8);
                cache.Read(reader);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return new StampCache();
        }

        return cache;
    }

    /// <summary>Tells the digest of a file, when it is certainly still the file that was read.</summary>
    public ArtifactDigest? Find(string path, in FileStamp stamp) => _files.TryGetValue(path, out var file) && file.Stamp == stamp ? file.Digest : null;

    /// <summary>Remembers a file, unless a change of it might go unseen.</summary>
    /// <param name="path">The path in the tree.</param>
    /// <param name="stamp">What the file system said both before and after the file was read.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="readAt">When the reading began, or earlier.</param>
    public void Add(string path, in FileStamp stamp, ArtifactDigest digest, DateTimeOffset readAt)
    {
        if (Math.Max(stamp.ModifiedAt, stamp.ChangedAt) / TimeSpan.NanosecondsPerTick < (readAt - Racy - DateTimeOffset.UnixEpoch).Ticks)
        {
            _files[path] = (stamp, digest);
        }
    }

    /// <summary>Writes the cache, in the place of the last one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            Write(writer);
        }

        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllBytes(temporary, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private void Write(BinaryWriter writer)
    {
        writer.Write(Format);
        writer.Write(LastTree);
        writer.Write(_files.Count);
        foreach (var (path, (stamp, digest)) in _files)
        {
            writer.Write(path);
            writer.Write(stamp.Mode);
            writer.Write(stamp.Size);
            writer.Write(stamp.ModifiedAt);
            writer.Write(stamp.ChangedAt);
            writer.Write(stamp.Inode);
            writer.Write(stamp.Device);
            writer.Write(Convert.FromHexString(digest.Value));
        }
    }

    private void Read(BinaryReader reader)
    {
        if (reader.ReadInt32() != Format)
        {
            return;
        }

        LastTree = reader.ReadString();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var path = reader.ReadString();
            var stamp = new FileStamp(reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt64(), reader.ReadUInt64());
            _files[path] = (stamp, ArtifactDigest.FromHash(reader.ReadBytes(SHA256.HashSizeInBytes)));
        }
    }
}
