using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>A tree that was stored.</summary>
/// <param name="Info">What the store knows of its manifest.</param>
/// <param name="Manifest">What is in it.</param>
/// <param name="StoredBytes">How many bytes went to the store, the manifest's included; 0 when it was there already.</param>
internal sealed record TreeUploadResult(ArtifactInfo Info, TreeManifest Manifest, long StoredBytes);
