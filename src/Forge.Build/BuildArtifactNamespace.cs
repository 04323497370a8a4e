namespace Forge.Build;

/// <summary>What stands between the path and the name in the key of an artifact.</summary>
public enum BuildArtifactNamespace
{
    /// <summary>The id of the build: every build has keys of its own, and none is ever replaced.</summary>
    BuildId,

    /// <summary>Nothing: each build replaces what the one before it stored under the same key.</summary>
    None,
}
