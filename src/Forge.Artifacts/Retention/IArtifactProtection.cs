namespace Forge.Artifacts.Retention;

/// <summary>Names artifacts that retention must not delete, whatever the rules say: what is deployed, what a rollback needs, what somebody reads.</summary>
/// <remarks>
/// <para>Lifecycle: a host registers as many as it likes; every sweep asks all of them, after it has listed the artifacts and before it deletes the first.</para>
/// <para>Concurrency: sweeps come one after the other.</para>
/// </remarks>
public interface IArtifactProtection
{
    /// <summary>Names the artifacts.</summary>
    /// <param name="store">The store that is swept.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The keys. A key stands for everything below it too: <c>shop/1</c> protects <c>shop/1/shop.zip</c>.</returns>
    /// <exception cref="Exception">Anything: the sweep then ends and deletes nothing.</exception>
    Task<IReadOnlyCollection<ArtifactKey>> ListProtectedAsync(IArtifactStore store, CancellationToken cancellationToken);
}
