namespace Forge.Build;

/// <summary>How the files of an artifact are stored.</summary>
public enum BuildArtifactPackaging
{
    /// <summary>All of them as one ZIP.</summary>
    Zip,

    /// <summary>Each by itself, under the artifact's key and its own name.</summary>
    None,
}
