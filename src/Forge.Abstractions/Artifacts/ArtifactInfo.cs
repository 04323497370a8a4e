namespace Forge.Artifacts;

/// <summary>What a store knows of an artifact.</summary>
public sealed record ArtifactInfo
{
    /// <summary>Gets the artifact's name.</summary>
    public required ArtifactKey Key { get; init; }

    /// <summary>Gets the SHA-256 of its bytes.</summary>
    public required ArtifactDigest Digest { get; init; }

    /// <summary>Gets its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Gets when it was stored, by the store's clock.</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>Gets the name that the store gives to these bytes under this key, when it keeps earlier ones too; null when it does not.</summary>
    public string? Version { get; init; }
}
