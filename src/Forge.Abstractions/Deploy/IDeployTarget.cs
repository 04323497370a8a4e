namespace Forge.Deploy;

/// <summary>A machine or container that applications are deployed to.</summary>
/// <remarks>
/// <para>An implementer writes transport, not deployment semantics: steps, hooks, file plans and clean-up belong to the target
/// runner, a program that the engine puts onto every target.</para>
/// <para>Lifecycle: one instance serves the whole process. The engine opens a session when a deployment reaches the target, runs
/// every step of the deployment on it, and disposes it. A lost session is opened again; what runs on the target goes on meanwhile.</para>
/// <para>Concurrency: <see cref="OpenAsync"/> may be called at any time; several sessions may exist at once.</para>
/// </remarks>
public interface IDeployTarget
{
    /// <summary>Gets the name by which deployment groups refer to this target. Unique in a host, compared ordinally.</summary>
    string Name { get; }

    /// <summary>Gets the tags by which deployment groups find this target. They stay the same.</summary>
    /// <value>The default is none.</value>
    IReadOnlyDictionary<string, string> Tags => System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Connects to the target.</summary>
    /// <param name="cancellationToken">Cancels the connecting.</param>
    /// <returns>A session; the caller disposes it.</returns>
    /// <exception cref="DeployTargetException">The target cannot be reached, refuses the credentials, or does not have the pinned host key.</exception>
    Task<IDeploySession> OpenAsync(CancellationToken cancellationToken);
}
