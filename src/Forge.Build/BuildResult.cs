using Forge.Artifacts;
using Forge.Git;

namespace Forge.Build;

/// <summary>What became of a build, or how far it is.</summary>
public sealed record BuildResult
{
    /// <summary>Gets the build's id.</summary>
    public required string BuildId { get; init; }

    /// <summary>Gets the build's number: 1, 2, 3 for each project, never used twice.</summary>
    public required long Number { get; init; }

    /// <summary>Gets the project.</summary>
    public required string Project { get; init; }

    /// <summary>Gets how the build stands.</summary>
    public required BuildStatus Status { get; init; }

    /// <summary>Gets when the build was asked for.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when the build ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the phases that have begun, in their order.</summary>
    public required IReadOnlyList<BuildPhaseResult> Phases { get; init; }

    /// <summary>Gets the archive that is the primary artifact, or null when the build has none.</summary>
    public ArtifactInfo? Artifact => Artifacts.FirstOrDefault(artifact => artifact.Identifier.Length == 0)?.Info;

    /// <summary>Gets everything that the build left in the artifact store.</summary>
    public IReadOnlyList<BuildArtifact> Artifacts { get; init; } = [];

    /// <summary>Gets the variables of <c>env.exported-variables</c>, as they were at the end of the build. Secrets in them are masked.</summary>
    public IReadOnlyDictionary<string, string> ExportedVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the reports: those that the buildspec declares, then those that were discovered.</summary>
    public IReadOnlyList<BuildReport> Reports { get; init; } = [];

    /// <summary>Gets the commit that was built, or null when the source is a directory or nothing.</summary>
    public SourceRevision? Revision { get; init; }

    /// <summary>Gets the SHA-256 of the buildspec, or null when no command could begin.</summary>
    public ArtifactDigest? BuildspecDigest { get; init; }

    /// <summary>Gets the image that the build ran in, with its digest, or null for none.</summary>
    public ImageReference? Image { get; init; }

    /// <summary>Gets who or what asked for the build.</summary>
    public string Initiator { get; init; } = "";

    /// <summary>Gets the id of the build that this one repeats, or null.</summary>
    public string? RetryOf { get; init; }

    /// <summary>Gets a value indicating whether the build waits at a breakpoint for <see cref="BuildEngine.ResumeAsync"/>.</summary>
    public bool IsPaused { get; init; }
}
