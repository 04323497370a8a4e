using Forge.Artifacts;
using Forge.Deploy.Bundles;
using Forge.Shared.Archives;
using Forge.Shared.Archives.Tar;
using Forge.Shared.Trees;

namespace Forge.Deploy.Revisions;

/// <summary>Makes a tar of a revision that is stored as a tree. The host fetches only the packs that it does not hold from earlier revisions.</summary>
/// <param name="directory">Where packs are held.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class TreeTar(string directory, TimeProvider timeProvider)
{
    /// <summary>Writes the tar of a revision, if it is a tree.</summary>
    /// <param name="store">The store that has it.</param>
    /// <param name="key">Its key.</param>
    /// <param name="fetched">The file with what the store holds under the key, checked.</param>
    /// <param name="tarPath">Where the tar goes. It appears when it is whole.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>Whether it is a tree.</returns>
    /// <exception cref="ArtifactStoreException">Its list of files or a pack is missing or damaged, or the store cannot be reached.</exception>
    /// <exception cref="ArchiveException">It asks for too much.</exception>
    public async Task<bool> TryWriteAsync(IArtifactStore store, ArtifactKey key, string fetched, string tarPath, CancellationToken cancellationToken)
    {
        if (await ReadAsync(fetched, key, cancellationToken).ConfigureAwait(false) is not { } tree)
        {
            return false;
        }

        var chunks = tree.Chunks();
        var pool = await TreePool.FindAsync(store, key, chunks, cancellationToken).ConfigureAwait(false);
        var held = new HeldPacks(store, directory, timeProvider);
        held.Prune();
        try
        {
            await WriteAsync(held, pool, tree, tarPath, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Corrupt)
        {
            // The damage may be on this host.
            held.Forget(PackPolicy.PacksOf(chunks));
            await WriteAsync(store, pool, tree, tarPath, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private static async Task<TreeManifest?> ReadAsync(string fetched, ArtifactKey key, CancellationToken cancellationToken)
    {
        var file = new FileStream(fetched, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            return await IsManifestAsync(file, cancellationToken).ConfigureAwait(false) ? await TreeManifest.ReadFromAsync(file, key, cancellationToken).ConfigureAwait(false) : null;
        }
    }

    private static async Task<bool> IsManifestAsync(FileStream file, CancellationToken cancellationToken)
    {
        var start = new byte[ManifestFile.StartLength];
        await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        file.Position = 0;
        return ManifestFile.IsStartOfOne(start);
    }

    private static Task WriteAsync(IArtifactStore store, TreePool pool, TreeManifest tree, string tarPath, CancellationToken cancellationToken)
    {
        ArchiveLimits.Default.CheckTotal(tree.Size, packed: long.MaxValue);
        return BundleFiles.WriteAsync(tarPath, async file =>
        {
            var tar = new TarBuilder(file);
            var placements = new List<Placement>();
            foreach (var entry in tree.Entries)
            {
                await AddAsync(tar, entry, placements, cancellationToken).ConfigureAwait(false);
            }

            await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
            await ContentFetch.RunAsync(
                store, pool, placements, (placement, bytes) => RandomAccess.Write(file.SafeFileHandle, bytes, placement.Offset), cancellationToken).ConfigureAwait(false);
        });
    }

    private static async Task AddAsync(TarBuilder tar, TreeEntry entry, List<Placement> placements, CancellationToken cancellationToken)
    {
        var modifiedAt = DateTimeOffset.FromUnixTimeSeconds(entry.ModifiedAt);
        switch (entry.Kind)
        {
            case ArchiveEntryKind.Directory:
                await tar.AddDirectoryAsync(entry.Path, entry.UnixMode, modifiedAt, cancellationToken).ConfigureAwait(false);
                break;
            case ArchiveEntryKind.Link:
                await tar.AddLinkAsync(entry.Path, entry.LinkTarget, modifiedAt, cancellationToken).ConfigureAwait(false);
                break;
            default:
                var offset = await tar.ReserveFileAsync(entry.Path, entry.UnixMode, modifiedAt, entry.Size, cancellationToken).ConfigureAwait(false);
                foreach (var chunk in entry.Chunks)
                {
                    placements.Add(new Placement(chunk, Start: 0, chunk.Size, entry.Path, offset));
                    offset += chunk.Size;
                }

                break;
        }
    }
}
