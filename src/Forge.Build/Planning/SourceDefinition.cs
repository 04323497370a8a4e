using System.Text.Json.Serialization;
using Forge.Artifacts;
using Forge.Git;

namespace Forge.Build.Planning;

/// <summary>A <see cref="BuildSource"/> as the journal keeps it.</summary>
internal sealed record SourceDefinition
{
    public string? Directory { get; init; }

    public string? Provider { get; init; }

    public string? Repository { get; init; }

    public string? Version { get; init; }

    public string? Commit { get; init; }

    public string? Ref { get; init; }

    public int Depth { get; init; }

    public bool FetchSubmodules { get; init; }

    public string? Store { get; init; }

    public string? Artifact { get; init; }

    /// <summary>Gets the source that this stands for.</summary>
    [JsonIgnore]
    public BuildSource Source => this switch
    {
        { Directory: { } directory } => BuildSource.FromDirectory(directory),
        { Artifact: { } artifact } => BuildSource.FromArtifact(ArtifactKey.Parse(artifact), Store ?? ""),
        { Commit: { } commit } => BuildSource.FromRevision(
            Provider!,
            new SourceRevision { Repository = Repository!, Commit = CommitId.Parse(commit), Ref = Ref is null ? null : GitRef.Parse(Ref), Depth = Depth, FetchSubmodules = FetchSubmodules }),
        { Repository: { } repository } => BuildSource.FromLocation(Provider!, new SourceLocation { Repository = repository, Version = Version ?? "", Depth = Depth, FetchSubmodules = FetchSubmodules }),
        _ => BuildSource.None,
    };

    /// <summary>Takes down a source.</summary>
    public static SourceDefinition From(BuildSource source) => new()
    {
        Directory = source.Directory,
        Provider = source.Provider.Length > 0 ? source.Provider : null,
        Repository = source.Revision?.Repository ?? source.Location?.Repository,
        Version = source.Location?.Version,
        Commit = source.Revision?.Commit.ToString(),
        Ref = source.Revision?.Ref?.Name,
        Depth = source.Revision?.Depth ?? source.Location?.Depth ?? 0,
        FetchSubmodules = source.Revision?.FetchSubmodules ?? source.Location?.FetchSubmodules ?? false,
        Store = source.Artifact is null ? null : source.Store,
        Artifact = source.Artifact?.Value,
    };

    /// <summary>Asks for another version of the same source.</summary>
    /// <exception cref="ArgumentException">The source has no versions.</exception>
    public SourceDefinition WithVersion(string version) => Repository is null
        ? throw new ArgumentException($"The source version '{version}' cannot be had: the source of the project has no versions. Leave SourceVersion out, or give the request a Source.")
        : this with { Version = version, Commit = null, Ref = null };

    /// <summary>Asks for the commit that was built before, if there was one.</summary>
    public SourceDefinition At(SourceRevision? revision) =>
        revision is null ? this : this with { Repository = revision.Repository, Version = null, Commit = revision.Commit.ToString(), Ref = revision.Ref?.Name, Depth = revision.Depth, FetchSubmodules = revision.FetchSubmodules };
}
