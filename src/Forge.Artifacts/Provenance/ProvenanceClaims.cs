namespace Forge.Artifacts.Provenance;

/// <summary>What a statement says.</summary>
internal sealed record ProvenanceClaims(ArtifactContents Contents, string Builder, string InvocationId, string? SourceRevision);
