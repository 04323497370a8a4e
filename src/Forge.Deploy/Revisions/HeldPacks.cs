using Forge.Artifacts;
using Forge.Deploy.Bundles;
using Forge.Shared.Trees;

namespace Forge.Deploy.Revisions;

/// <summary>A store whose packs are fetched once and then stay on this host: a pack never changes, and a later revision shares most of them.</summary>
/// <remarks>Safe for concurrent use, from several processes too. Whoever reads a pack checks what is in it.</remarks>
internal sealed class HeldPacks(IArtifactStore store, string directory, TimeProvider timeProvider) : IArtifactStore
{
    private const int Kept = 256;
    private static readonly TimeSpan LeftOver = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public string Name => store.Name;

    /// <summary>Removes the packs that were not used for the longest, when there are many.</summary>
    public void Prune()
    {
        BundleFiles.CreateDirectory(directory);
        BundleFiles.Prune(directory, Kept, (timeProvider.GetUtcNow() - LeftOver).UtcDateTime);
    }

    /// <summary>Removes packs, so that they are fetched again.</summary>
    public void Forget(IEnumerable<Pack> packs)
    {
        foreach (var pack in packs)
        {
            File.Delete(PathOf(pack.Id));
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        if (!TreePool.IsPartOfAny(key))
        {
            return await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        }

        var path = PathOf(key.Value[(key.Value.LastIndexOf('/') + 1)..]);
        if (TryOpen(path) is { } held)
        {
            return held;
        }

        await BundleFiles.WriteAsync(path, async file =>
        {
            var content = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        return TryOpen(path) ?? await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken) => store.PutAsync(key, content, cancellationToken);

    /// <inheritdoc/>
    public Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken) => store.StatAsync(key, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    private string PathOf(string id) => Path.Join(directory, id);

    private FileStream? TryOpen(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, timeProvider.GetUtcNow().UtcDateTime);
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
