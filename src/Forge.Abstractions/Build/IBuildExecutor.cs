namespace Forge.Build;

/// <summary>Provides environments for builds: a container, a host process, a job of a cluster.</summary>
/// <remarks>
/// <para>An implementer writes transport, not build semantics: phases, shell state and exit codes belong to the build runner,
/// a program that the engine puts into every environment.</para>
/// <para>Lifecycle: one instance serves the whole process. The engine opens one environment for each build, puts files in, runs
/// the runner, reads what it writes, takes files out and disposes the environment.</para>
/// <para>Restarts: what a build runs in outlives the host. A new host reopens it by the build's id, and goes on with it or disposes it.
/// An implementation removes by itself only what nobody has reopened for so long that no host will (an age in its options), or
/// what could never be reopened.</para>
/// <para>Concurrency: <see cref="OpenAsync"/> and <see cref="ReopenAsync"/> may be called at the same time for different builds.</para>
/// </remarks>
public interface IBuildExecutor
{
    /// <summary>Gets the name by which a project chooses this executor. Unique in a host, compared ordinally.</summary>
    string Name { get; }

    /// <summary>Makes an environment for one build. No other build ever sees it.</summary>
    /// <param name="spec">What the build asks for.</param>
    /// <param name="cancellationToken">Cancels the opening; whatever was created by then is removed.</param>
    /// <returns>The environment; the caller disposes it.</returns>
    /// <exception cref="BuildExecutorException">The environment cannot be made: no such image, the engine does not answer, no permission.</exception>
    Task<IBuildEnvironment> OpenAsync(BuildEnvironmentSpec spec, CancellationToken cancellationToken);

    /// <summary>Takes over the environment of a build whose host ended, or let go of it by <see cref="IBuildEnvironment.DetachAsync"/>.</summary>
    /// <remarks>The caller makes sure that the earlier host is gone, by a lease for example; this member does not ask.</remarks>
    /// <param name="buildId">The id of the build.</param>
    /// <param name="cancellationToken">Cancels the call; the environment stays as it is.</param>
    /// <returns>The environment, with its files, and with its program if that still runs; null when nothing is left of it. The caller disposes it.</returns>
    /// <exception cref="BuildExecutorException">It cannot be said whether anything is left: the technology does not answer. The next call may know.</exception>
    Task<IBuildEnvironment?> ReopenAsync(string buildId, CancellationToken cancellationToken);
}
