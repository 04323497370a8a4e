namespace Forge;

/// <summary>Secrets by id, for <c>env.secrets-manager</c> of a buildspec and for credentials that Forge itself uses.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process; a build reads each of its secrets once and keeps that snapshot.</para>
/// <para>Concurrency: every member may be called at the same time as any other.</para>
/// </remarks>
public interface ISecretStore
{
    /// <summary>Reads a secret.</summary>
    /// <param name="reference">Which secret, and which version of it.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The whole value, or null when there is no such secret or version.</returns>
    /// <exception cref="SecretStoreException">The store cannot be reached or refuses the caller.</exception>
    Task<SecretValue?> GetSecretAsync(SecretReference reference, CancellationToken cancellationToken);
}
