namespace Forge.Artifacts;

/// <summary>What an <see cref="IArtifactStore"/> also is that encrypts artifacts and can leave single ones as they are, for readers that do not have the key.</summary>
/// <remarks>
/// <para>Lifecycle and concurrency are those of the store. A store that encrypts nothing does not need it.</para>
/// <para>Whatever else holds for artifacts of the store holds for these too: they are written once, checked when they are read, listed and deleted.</para>
/// </remarks>
public interface IUnencryptedArtifacts
{
    /// <summary>Stores an artifact without encryption, under a key that is not taken.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">The bytes, read once to the end. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the write; the artifact is then either stored whole or not at all.</param>
    /// <returns>What was stored. Storing the same bytes under the same key again succeeds and changes nothing.</returns>
    /// <exception cref="ArtifactStoreException">As for <see cref="IArtifactStore.PutAsync"/>.</exception>
    Task<ArtifactInfo> PutUnencryptedAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken);
}
