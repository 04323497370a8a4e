using Forge.Artifacts;
using Forge.Build.Planning;

namespace Forge.Build.Packaging;

/// <summary>Stores artifacts as their destination wants it: under a key of the build's own, or under one that builds use again, where what is there goes first, and between the two there is nothing.</summary>
/// <remarks>The same bytes stay where they are, so that storing them again, after a crash, does no harm. Of builds that store at the same time the last one wins.</remarks>
internal sealed class DestinationArtifacts(IArtifactStore store, ArtifactDestination destination)
{
    private const int MostTries = 5;

    // What Forge itself keeps in the store is no build's to replace.
    private static readonly string[] Kept = ["logs/", "cache/"];

    /// <summary>Stores an artifact.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">Its bytes. For a key that is used again they are read from the first one each time.</param>
    /// <param name="cancellationToken">Cancels it; what was there may be gone then.</param>
    /// <exception cref="ArtifactStoreException">The store failed, other builds were faster again and again, or the key is not a build's to use.</exception>
    public async Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken)
    {
        if (destination.HasBuildId)
        {
            return await PutOnceAsync(key, content, cancellationToken).ConfigureAwait(false);
        }

        for (var tries = 1; ; tries++)
        {
            content.Position = 0;
            try
            {
                return await PutOnceAsync(key, content, cancellationToken).ConfigureAwait(false);
            }
            catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Conflict && tries < MostTries && !IsKept(key))
            {
                await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A store that encrypts nothing has nothing to leave out.
    private Task<ArtifactInfo> PutOnceAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken) =>
        destination.IsUnencrypted && store is IUnencryptedArtifacts plain
            ? plain.PutUnencryptedAsync(key, content, cancellationToken)
            : store.PutAsync(key, content, cancellationToken);

    private static bool IsKept(ArtifactKey key) => Array.Exists(Kept, prefix => key.Value.StartsWith(prefix, StringComparison.Ordinal));
}
