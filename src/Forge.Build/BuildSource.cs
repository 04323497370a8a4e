using Forge.Artifacts;
using Forge.Git;

namespace Forge.Build;

/// <summary>Where a build gets its source code.</summary>
public sealed record BuildSource
{
    private BuildSource()
    {
    }

    /// <summary>Gets the source of a build that needs none: its buildspec is inline and its commands begin in an empty directory.</summary>
    public static BuildSource None { get; } = new();

    /// <summary>Gets the name of the <see cref="ISourceProvider"/>; empty for a source that needs none.</summary>
    public string Provider { get; private init; } = "";

    internal string? Directory { get; private init; }

    internal SourceRevision? Revision { get; private init; }

    /// <summary>Gets the repository and the wanted version, or null for a source that is not a location.</summary>
    public SourceLocation? Location { get; private init; }

    internal ArtifactKey? Artifact { get; private init; }

    internal string Store { get; private init; } = "";

    internal SourceLocation? AsLocation() => Location ?? (Revision is { } revision
        ? new SourceLocation { Repository = revision.Repository, Version = revision.Commit.ToString(), Depth = revision.Depth, FetchSubmodules = revision.FetchSubmodules }
        : null);

    /// <summary>Takes a directory of this machine. It is copied; the build never changes it.</summary>
    /// <param name="path">The directory, absolute or relative to the current one. Everything in it is taken, <c>.git</c> too.</param>
    /// <returns>The source.</returns>
    public static BuildSource FromDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new BuildSource { Directory = Path.GetFullPath(path) };
    }

    /// <summary>Takes one commit.</summary>
    /// <param name="provider">The name of an <see cref="ISourceProvider"/>.</param>
    /// <param name="revision">A revision that this provider resolved.</param>
    /// <returns>The source.</returns>
    public static BuildSource FromRevision(string provider, SourceRevision revision)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        ArgumentNullException.ThrowIfNull(revision);
        return new BuildSource { Provider = provider, Revision = revision };
    }

    /// <summary>Takes what a location stands for when the build begins.</summary>
    /// <param name="provider">The name of an <see cref="ISourceProvider"/>.</param>
    /// <param name="location">The repository and the wanted version.</param>
    /// <returns>The source.</returns>
    public static BuildSource FromLocation(string provider, SourceLocation location)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        ArgumentNullException.ThrowIfNull(location);
        return new BuildSource { Provider = provider, Location = location };
    }

    /// <summary>Takes an archive (zip, tar or gzip'd tar) from an artifact store: what another build left, or what somebody put there.</summary>
    /// <param name="key">The key of the archive.</param>
    /// <param name="store">The name of the <see cref="IArtifactStore"/>; empty for <see cref="BuildOptions.ArtifactStore"/>.</param>
    /// <returns>The source.</returns>
    public static BuildSource FromArtifact(ArtifactKey key, string store = "")
    {
        ArgumentNullException.ThrowIfNull(store);
        return new BuildSource { Artifact = key, Store = store };
    }
}
