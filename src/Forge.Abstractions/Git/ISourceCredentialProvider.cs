namespace Forge.Git;

/// <summary>Tells the credential of a source, for <c>git-credential-helper</c> of a buildspec. An <see cref="ISourceProvider"/> implements it if it has any.</summary>
/// <remarks>
/// <para>Lifecycle: called when a build begins whose buildspec asks for the helper.</para>
/// <para>Concurrency: may be called at the same time as any other member.</para>
/// </remarks>
public interface ISourceCredentialProvider
{
    /// <summary>Finds the user name and password with which the provider itself fetches a location over HTTP.</summary>
    /// <param name="location">The location; nothing of it is fetched.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The credential, or null when the location is fetched without one, or by a key.</returns>
    /// <exception cref="SourceException">The credential is configured but cannot be read.</exception>
    Task<SourceCredential?> GetCredentialAsync(SourceLocation location, CancellationToken cancellationToken);
}
