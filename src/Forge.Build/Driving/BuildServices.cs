using Forge.Artifacts;
using Forge.Build.Packaging;
using Forge.Git;

namespace Forge.Build.Driving;

/// <summary>The parts of the host that a build uses.</summary>
internal sealed record BuildServices
{
    /// <summary>Gets the executor of the build.</summary>
    public required IBuildExecutor Executor { get; init; }

    /// <summary>Gets the source providers by name.</summary>
    public required IReadOnlyDictionary<string, ISourceProvider> SourceProviders { get; init; }

    /// <summary>Gets the artifact store; null when there is none.</summary>
    public required IArtifactStore? ArtifactStore { get; init; }

    /// <summary>Gets what fetches parameters and secrets.</summary>
    public required SecretResolver Secrets { get; init; }

    /// <summary>Gets the cache of the build's project; null for none.</summary>
    public CacheStore? Cache { get; init; }

    /// <summary>Gets the options.</summary>
    public required BuildOptions Options { get; init; }

    /// <summary>Gets the clock.</summary>
    public required TimeProvider TimeProvider { get; init; }
}
