using System.Security.Cryptography;
using Forge.Shared.Archives;
using Forge.Shared.Trees;

namespace Forge.Artifacts.Provenance;

/// <summary>The digests of an artifact and, where it is an archive or a tree, of every file in it.</summary>
/// <param name="Whole">The SHA-256 of its bytes.</param>
/// <param name="Files">Its files in ordinal order; none when it is neither.</param>
internal sealed record ArtifactContents(ArtifactDigest Whole, IReadOnlyList<FileDigest> Files)
{
    private const int StartLength = 4;

    /// <summary>Reads an artifact.</summary>
    /// <exception cref="ArtifactStoreException">There is no such artifact, it is damaged, or the store cannot be reached.</exception>
    public static async Task<ArtifactContents> ReadAsync(IArtifactStore store, ArtifactKey key, CancellationToken cancellationToken)
    {
        var spool = UnnamedFile.Create();
        await using (spool.ConfigureAwait(false))
        {
            var content = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                await content.CopyToAsync(spool, cancellationToken).ConfigureAwait(false);
            }

            spool.Position = 0;
            var whole = ArtifactDigest.FromHash(await SHA256.HashDataAsync(spool, cancellationToken).ConfigureAwait(false));
            var files = await FilesOfTreeAsync(store, key, spool, cancellationToken).ConfigureAwait(false)
                ?? (await LooksLikeAnArchiveAsync(spool, cancellationToken).ConfigureAwait(false) ? await FilesOfArchiveAsync(spool, cancellationToken).ConfigureAwait(false) : null);
            return new ArtifactContents(whole, files ?? []);
        }
    }

    // Everything in it is read: a list of digests alone says nothing about the files.
    private static async Task<IReadOnlyList<FileDigest>?> FilesOfTreeAsync(IArtifactStore store, ArtifactKey key, FileStream manifest, CancellationToken cancellationToken)
    {
        manifest.Position = 0;
        if (await TreeManifest.ReadFromAsync(manifest, key, cancellationToken).ConfigureAwait(false) is not { } tree)
        {
            return null;
        }

        var chunks = tree.Chunks();
        var pool = await TreePool.FindAsync(store, key, chunks, cancellationToken).ConfigureAwait(false);
        await ContentFetch.RunAsync(
            store, pool, chunks.Select(chunk => new Placement(chunk, Start: 0, chunk.Size, key.Value, Offset: 0)), (_, _) => { }, cancellationToken).ConfigureAwait(false);
        return [.. tree.Entries.Where(entry => entry.Digest is not null).Select(entry => new FileDigest(entry.Path, entry.Digest!.Value))];
    }

    // PK, or gzip, or else a tar, which says so further on.
    private static async Task<bool> LooksLikeAnArchiveAsync(FileStream file, CancellationToken cancellationToken)
    {
        const int TarMark = 257;

        var start = new byte[StartLength];
        file.Position = 0;
        await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var mark = new byte["ustar"u8.Length];
        file.Position = TarMark;
        await file.ReadAtLeastAsync(mark, mark.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return start.AsSpan().StartsWith("PK"u8) || start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || mark.AsSpan().SequenceEqual("ustar"u8);
    }

    private static async Task<IReadOnlyList<FileDigest>?> FilesOfArchiveAsync(FileStream file, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = await ArchiveReader.OpenAsync(file, ArchiveLimits.Default, cancellationToken).ConfigureAwait(false);
            var files = new List<FileDigest>();
            foreach (var entry in archive.Entries.Where(entry => entry.Kind is ArchiveEntryKind.File))
            {
                var content = await archive.OpenEntryAsync(entry, cancellationToken).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    files.Add(new FileDigest(entry.Path, ArtifactDigest.FromHash(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false))));
                }
            }

            return [.. files.OrderBy(found => found.Path, StringComparer.Ordinal)];
        }
        catch (ArchiveException)
        {
            // No archive that anybody would unpack: its bytes as a whole are all there is to say.
            return null;
        }
    }
}
