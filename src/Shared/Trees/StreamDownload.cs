using System.Security.Cryptography;
using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Puts streams together again.</summary>
internal static class StreamDownload
{
    /// <summary>Puts a stream together in a file without a name, and checks it.</summary>
    /// <returns>The stream, from its beginning; the caller disposes it.</returns>
    /// <exception cref="ArtifactStoreException">There is no such stream (<see cref="ArtifactStoreFailure.NotFound"/>), it or a pack is damaged (<see cref="ArtifactStoreFailure.Corrupt"/>), or the store cannot be reached.</exception>
    /// <exception cref="IOException">There is no room for it.</exception>
    public static async Task<FileStream> OpenAsync(IArtifactStore store, TreePool pool, ArtifactKey key, CancellationToken cancellationToken)
    {
        var manifest = await StreamManifest.ReadAsync(store, key, cancellationToken).ConfigureAwait(false)
            ?? throw new ArtifactStoreException($"The artifact '{key}' is not a divided stream. Check the key.", ArtifactStoreFailure.NotFound, key);
        var file = UnnamedFile.Create();
        try
        {
            await ContentFetch.RunAsync(
                store, pool, PlacementsOf(manifest), (placement, bytes) => RandomAccess.Write(file.SafeFileHandle, bytes, placement.Offset), cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            if (ArtifactDigest.FromHash(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)) != manifest.Digest)
            {
                throw new ArtifactStoreException($"The stream '{key}' does not have the bytes that were stored. Delete it and store it anew.", ArtifactStoreFailure.Corrupt, key);
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static IEnumerable<Placement> PlacementsOf(StreamManifest manifest)
    {
        var offset = 0L;
        foreach (var piece in manifest.Pieces)
        {
            yield return new Placement(piece.Chunk, piece.Start, piece.Size, Path: "", offset);
            offset += piece.Size;
        }
    }
}
