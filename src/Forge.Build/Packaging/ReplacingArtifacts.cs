using Forge.Artifacts;

namespace Forge.Build.Packaging;

/// <summary>Stores artifacts under keys that builds use again, in a store that holds each key once: what is there goes, and between the two there is nothing.</summary>
/// <remarks>The same bytes stay where they are, so that storing them again, after a crash, does no harm. Of builds that store at the same time the last one wins.</remarks>
internal sealed class ReplacingArtifacts(IArtifactStore store)
{
    private const int MostTries = 5;

    // What Forge itself keeps in the store is no build's to replace.
    private static readonly string[] Kept = ["logs/", "cache/"];

    /// <summary>Stores an artifact.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">Its bytes, which are read from the first one each time.</param>
    /// <param name="cancellationToken">Cancels it; what was there may be gone then.</param>
    /// <exception cref="ArtifactStoreException">The store failed, other builds were faster again and again, or the key is not a build's to use.</exception>
    public async Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            content.Position = 0;
            try
            {
                return await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
            }
            catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Conflict && tries < MostTries && !IsKept(key))
            {
                await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsKept(ArtifactKey key) => Array.Exists(Kept, prefix => key.Value.StartsWith(prefix, StringComparison.Ordinal));
}
