namespace Forge.Artifacts.Provenance;

/// <summary>A file of an artifact.</summary>
/// <param name="Path">Its path there.</param>
/// <param name="Digest">The SHA-256 of its content.</param>
internal sealed record FileDigest(string Path, ArtifactDigest Digest);
