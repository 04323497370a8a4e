using Forge.Artifacts;

namespace Forge.Build.Packaging;

/// <summary>A cache that a build can use.</summary>
/// <param name="Info">What the store knows of it.</param>
/// <param name="IsExact">Whether it has the very key, so that saving it again would change nothing.</param>
internal sealed record CacheHit(ArtifactInfo Info, bool IsExact);
