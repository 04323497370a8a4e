namespace Forge.Artifacts;

/// <summary>Keeps what builds leave behind.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process. An artifact is written once and never changes.</para>
/// <para>Concurrency: every member may be called at the same time as any other, for the same key too: of several writers of
/// different bytes exactly one wins.</para>
/// <para>Durability: when <see cref="PutAsync"/> has returned, the artifact survives a power cut. Before that nobody sees it:
/// a reader finds the whole artifact or none.</para>
/// </remarks>
public interface IArtifactStore
{
    /// <summary>Gets the name by which projects and groups choose this store. Unique in a host, compared ordinally.</summary>
    string Name { get; }

    /// <summary>Stores an artifact under a key that is not taken.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">The bytes, read once to the end. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the write; the artifact is then either stored whole or not at all.</param>
    /// <returns>What was stored. Storing the same bytes under the same key again succeeds and changes nothing.</returns>
    /// <exception cref="ArtifactStoreException">The key holds other bytes (<see cref="ArtifactStoreFailure.Conflict"/>), the store
    /// is full (<see cref="ArtifactStoreFailure.NoSpace"/>) or cannot be reached. Nothing of this call remains.</exception>
    Task<ArtifactInfo> PutAsync(ArtifactKey key, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens an artifact for reading.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the opening; the stream has tokens of its own.</param>
    /// <returns>The bytes; the caller disposes the stream. The read that reaches the end throws
    /// <see cref="ArtifactStoreException"/> with <see cref="ArtifactStoreFailure.Corrupt"/> when the bytes do not have the digest
    /// under which they were stored.</returns>
    /// <exception cref="ArtifactStoreException">There is no such artifact (<see cref="ArtifactStoreFailure.NotFound"/>), or the store cannot be reached.</exception>
    Task<Stream> OpenReadAsync(ArtifactKey key, CancellationToken cancellationToken);

    /// <summary>Asks for what the store knows of an artifact.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>What the store knows, or null when there is no such artifact.</returns>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    Task<ArtifactInfo?> StatAsync(ArtifactKey key, CancellationToken cancellationToken);

    /// <summary>Lists artifacts in ordinal order of their keys.</summary>
    /// <param name="prefix">What the keys start with; empty for all.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The artifacts. One that is stored or deleted meanwhile may or may not be among them.</returns>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    IAsyncEnumerable<ArtifactInfo> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an artifact. Deleting what is not there succeeds.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call; whether the artifact was deleted is then unknown.</param>
    /// <returns>A task that completes when the key is free again. A stream that is already open stays readable.</returns>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    Task DeleteAsync(ArtifactKey key, CancellationToken cancellationToken);
}
