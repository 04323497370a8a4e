using Forge.Artifacts;
using Forge.Build.Packaging;

namespace Forge.Build.Driving;

/// <summary>A <see cref="StoredArtifact"/> as the journal keeps it.</summary>
internal sealed record ArtifactEntry
{
    public required string Identifier { get; init; }

    public required string Location { get; init; }

    public string? Digest { get; init; }

    public long Size { get; init; }

    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>Takes down an artifact.</summary>
    public static ArtifactEntry From(StoredArtifact artifact) => new()
    {
        Identifier = artifact.Identifier,
        Location = artifact.Location,
        Digest = artifact.Info?.Digest.Value,
        Size = artifact.Info?.Size ?? 0,
        StoredAt = artifact.Info?.StoredAt,
    };

    /// <summary>Gives the artifact that this stands for.</summary>
    public BuildArtifact ToArtifact() => new()
    {
        Identifier = Identifier,
        Location = Location,
        Info = Digest is null
            ? null
            : new ArtifactInfo { Key = ArtifactKey.Parse(Location), Digest = ArtifactDigest.Parse(Digest), Size = Size, StoredAt = StoredAt!.Value },
    };
}
