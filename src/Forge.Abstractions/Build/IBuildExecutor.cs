namespace Forge.Build;

/// <summary>Provides environments for builds: a container, a host process, a job of a cluster.</summary>
/// <remarks>
/// <para>An implementer writes transport, not build semantics: phases, shell state and exit codes belong to the build runner,
/// a program that the engine puts into every environment.</para>
/// <para>Lifecycle: one instance serves the whole process. The engine opens one environment for each build, puts files in, runs
/// the runner, reads what it writes, takes files out and disposes the environment.</para>
/// <para>Concurrency: <see cref="OpenAsync"/> may be called at the same time for different builds.</para>
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
}
