using Amazon.S3.Model;

namespace Forge.Artifacts.S3;

/// <summary>What the server says of an object.</summary>
internal sealed record ObjectState
{
    private const string DigestName = "x-amz-meta-forge-sha256";
    private const string SealName = "x-amz-meta-forge-seal";
    private const string ClaimName = "x-amz-meta-forge-claim";
    private const string NoVersion = "null";

    /// <summary>Gets its mark of change, without quotes.</summary>
    public required string Tag { get; init; }

    /// <summary>Gets its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Gets when it was written, by the server's clock.</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>Gets its version, or null when the bucket keeps none.</summary>
    public string? Version { get; init; }

    /// <summary>Gets the digest of an artifact; null for a claim, for what Forge did not store, and for what has a seal that was not read.</summary>
    public ArtifactDigest? Digest { get; init; }

    /// <summary>Gets the seal that says the digest, or null when none does.</summary>
    public string? Seal { get; init; }

    /// <summary>Gets the upload for which the name is held free, or null when this is no claim.</summary>
    public string? Claim { get; init; }

    /// <summary>Reads the answer to a question for an object.</summary>
    public static ObjectState From(GetObjectMetadataResponse response) =>
        From(response.Metadata, response.ETag, response.ContentLength, response.LastModified, response.VersionId);

    /// <summary>Reads the answer to a request for the bytes of an object.</summary>
    public static ObjectState From(GetObjectResponse response) =>
        From(response.Metadata, response.ETag, response.ContentLength, response.LastModified, response.VersionId);

    /// <summary>Writes what makes an object an artifact.</summary>
    public static void MarkArtifact(MetadataCollection metadata, ArtifactDigest digest) => metadata[DigestName] = digest.Value;

    /// <summary>Writes which seal says the digest of an artifact.</summary>
    public static void MarkSealed(MetadataCollection metadata, string seal) => metadata[SealName] = seal;

    /// <summary>Writes what makes an object a claim.</summary>
    public static void MarkClaim(MetadataCollection metadata, string uploadId) => metadata[ClaimName] = uploadId;

    /// <summary>Returns what callers get to know, or null when the object is not an artifact.</summary>
    public ArtifactInfo? ToInfo(ArtifactKey key) =>
        Digest is { } digest ? new ArtifactInfo { Key = key, Digest = digest, Size = Size, StoredAt = StoredAt, Version = Version } : null;

    private static ObjectState From(MetadataCollection metadata, string? tag, long size, DateTime? storedAt, string? version) => new()
    {
        Tag = tag?.Trim('"') ?? "",
        Size = size,
        StoredAt = new DateTimeOffset(DateTime.SpecifyKind(storedAt?.ToUniversalTime() ?? DateTime.UnixEpoch, DateTimeKind.Utc)),
        Version = version is NoVersion or "" ? null : version,
        Digest = ArtifactDigest.TryParse(metadata[DigestName], out var digest) ? digest : null,
        Seal = metadata[SealName],
        Claim = metadata[ClaimName],
    };
}
