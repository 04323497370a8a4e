using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Plans what a build takes from earlier builds and keeps for later ones.</summary>
internal static class CachePlanner
{
    private const string RestoreOnly = "restore";
    private const string SaveOnly = "save";

    /// <summary>Plans the cache; null when the buildspec names no paths or the host keeps none.</summary>
    public static CachePlan? Plan(CacheSpec? spec, BuildFacts facts) => spec is { Paths.Count: > 0 } && facts.HasCache
        ? new CachePlan
        {
            Key = spec.Key,
            FallbackKeys = spec.Key.Length > 0 ? spec.FallbackKeys : [],
            Paths = spec.Paths,
            Restores = spec.Action != SaveOnly,
            Saves = spec.Action != RestoreOnly,
        }
        : null;
}
