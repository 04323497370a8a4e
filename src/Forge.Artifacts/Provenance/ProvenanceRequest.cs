using Forge.Build;

namespace Forge.Artifacts.Provenance;

/// <summary>How an artifact came to be, told by whoever made it.</summary>
public sealed record ProvenanceRequest
{
    /// <summary>Gets the artifact, which is in the store already.</summary>
    public required ArtifactKey Artifact { get; init; }

    /// <summary>Gets the URI of what made it, such as <c>https://forge.example/hosts/a</c>.</summary>
    public required string Builder { get; init; }

    /// <summary>Gets the id of the build.</summary>
    public required string InvocationId { get; init; }

    /// <summary>Gets where the source is; null when it is not known. Must not hold a password.</summary>
    public string? SourceUri { get; init; }

    /// <summary>Gets the commit of the source; null when it has none.</summary>
    public string? SourceRevision { get; init; }

    /// <summary>Gets the SHA-256 of the buildspec; null when there was none.</summary>
    public ArtifactDigest? BuildSpec { get; init; }

    /// <summary>Gets the image that the build ran in; null when it ran in none.</summary>
    public ImageReference? Image { get; init; }

    /// <summary>Gets what the build was asked for, by name. No secrets.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets when the build began; null when it is not known.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it ended; null when it is not known.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
