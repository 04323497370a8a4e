using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Shared.Archives;

namespace Forge.Shared.Trees;

/// <summary>Makes directories out of trees. What an older directory has already is copied from there.</summary>
internal sealed class TreeDownload(IArtifactStore store, TreePool pool)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int BufferSize = 128 * 1024;

    /// <summary>Makes a directory. It appears when it is whole.</summary>
    /// <param name="key">The tree.</param>
    /// <param name="directory">The directory: missing, or empty.</param>
    /// <param name="baseDirectory">A directory with an older tree, or null. Stays as it is.</param>
    /// <param name="cancellationToken">Cancels everything; nothing remains then.</param>
    /// <returns>What is in the tree.</returns>
    /// <exception cref="ArtifactStoreException">There is no such tree (<see cref="ArtifactStoreFailure.NotFound"/>), it or a pack is damaged (<see cref="ArtifactStoreFailure.Corrupt"/>), or the store cannot be reached.</exception>
    /// <exception cref="IOException">The directory is not empty or cannot be written.</exception>
    public async Task<TreeManifest> RunAsync(ArtifactKey key, string directory, string? baseDirectory, CancellationToken cancellationToken)
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any())
        {
            throw new IOException($"The directory '{directory}' is not empty. Name one that is missing.");
        }

        var manifest = await TreeManifest.ReadAsync(store, key, cancellationToken).ConfigureAwait(false)
            ?? throw new ArtifactStoreException($"The artifact '{key}' is not a tree. Check the key.", ArtifactStoreFailure.NotFound, key);
        var staging = $"{place}.forge-{Guid.NewGuid():N}";
        try
        {
            await WriteAsync(manifest, staging, baseDirectory, cancellationToken).ConfigureAwait(false);
            if (Directory.Exists(place))
            {
                Directory.Delete(place);
            }

            Directory.Move(staging, place);
        }
        catch
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }

            throw;
        }

        return manifest;
    }

    private async Task WriteAsync(TreeManifest manifest, string staging, string? baseDirectory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(staging)!);
        Directory.CreateDirectory(staging, OwnerOnly);
        foreach (var entry in manifest.Entries.Where(entry => entry.Kind is ArchiveEntryKind.Directory))
        {
            Directory.CreateDirectory(Path.Join(staging, entry.Path), OwnerOnly);
        }

        var missing = new List<Placement>();
        foreach (var file in manifest.Entries.Where(entry => entry.Kind is ArchiveEntryKind.File))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Join(staging, file.Path);
            if (file.Size == 0)
            {
                File.Create(path).Dispose();
            }
            else if (baseDirectory is null || !TryCopy(Path.Join(baseDirectory, file.Path), path, file))
            {
                missing.AddRange(PlacementsOf(file, path));
            }
        }

        await ContentFetch.RunAsync(store, pool, missing, WriteFile, cancellationToken).ConfigureAwait(false);
        Complete(manifest, staging);
    }

    private static void WriteFile(Placement placement, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenHandle(placement.Path, FileMode.OpenOrCreate, FileAccess.Write);
        RandomAccess.Write(file, bytes, placement.Offset);
    }

    private static IEnumerable<Placement> PlacementsOf(TreeEntry file, string path)
    {
        var offset = 0L;
        foreach (var chunk in file.Chunks)
        {
            yield return new Placement(chunk, Start: 0, chunk.Size, path, offset);
            offset += chunk.Size;
        }
    }

    // Copied and checked in one go: an older directory may have been changed since.
    private static bool TryCopy(string from, string to, TreeEntry file)
    {
        if (FileStamp.Read(from) is not { Type: UnixModes.File } stamp || stamp.Size != file.Size)
        {
            return false;
        }

        using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            using var copy = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            var buffer = new byte[Math.Min(BufferSize, stamp.Size)];
            int read;
            while ((read = source.Read(buffer)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                copy.Write(buffer.AsSpan(0, read));
            }

            if (ArtifactDigest.FromHash(hash.GetHashAndReset()) == file.Digest)
            {
                return true;
            }
        }

        File.Delete(to);
        return false;
    }

    private static void Complete(TreeManifest manifest, string staging)
    {
        foreach (var file in manifest.Entries.Where(entry => entry.Kind is ArchiveEntryKind.File))
        {
            var path = Path.Join(staging, file.Path);
            CheckWhole(file, path);
            File.SetUnixFileMode(path, (UnixFileMode)file.UnixMode);
            File.SetLastWriteTimeUtc(path, DateTimeOffset.FromUnixTimeSeconds(file.ModifiedAt).UtcDateTime);
        }

        foreach (var link in manifest.Entries.Where(entry => entry.Kind is ArchiveEntryKind.Link))
        {
            File.CreateSymbolicLink(Path.Join(staging, link.Path), link.LinkTarget);
        }

        // The deepest first. The owner may always enter, or nobody could delete the tree.
        foreach (var entry in manifest.Entries.Where(entry => entry.Kind is ArchiveEntryKind.Directory).Reverse())
        {
            var path = Path.Join(staging, entry.Path);
            File.SetUnixFileMode(path, (UnixFileMode)entry.UnixMode | OwnerOnly);
            Directory.SetLastWriteTimeUtc(path, DateTimeOffset.FromUnixTimeSeconds(entry.ModifiedAt).UtcDateTime);
        }
    }

    // Every chunk was checked; whether they make up the file is known only when it has several.
    private static void CheckWhole(TreeEntry file, string path)
    {
        if (file.Chunks.Count < 2)
        {
            return;
        }

        using var content = File.OpenRead(path);
        if (ArtifactDigest.FromHash(SHA256.HashData(content)) != file.Digest)
        {
            throw new ArtifactStoreException($"The file '{file.Path}' of a tree does not have the content that was stored. Store the tree anew.", ArtifactStoreFailure.Corrupt);
        }
    }
}
