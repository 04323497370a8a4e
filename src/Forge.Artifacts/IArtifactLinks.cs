namespace Forge.Artifacts;

/// <summary>A store whose server can hand artifacts out to whoever has a link, such as a browser. Ask whether an <see cref="IArtifactStore"/> is one.</summary>
/// <remarks>Every member may be called at the same time as any other.</remarks>
public interface IArtifactLinks
{
    /// <summary>Makes a link to an artifact.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lifetime">How long the link works; more than zero, and at most 7 days. A link cannot be taken back, but goes with the artifact.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The address, for a GET without credentials. Treat it as a secret.</returns>
    /// <exception cref="ArtifactStoreException">There is no such artifact (<see cref="ArtifactStoreFailure.NotFound"/>), or the store cannot be reached.</exception>
    Task<Uri> CreateLinkAsync(ArtifactKey key, TimeSpan lifetime, CancellationToken cancellationToken);
}
