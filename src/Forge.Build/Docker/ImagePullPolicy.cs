namespace Forge.Build.Docker;

/// <summary>When an image is fetched from its registry.</summary>
public enum ImagePullPolicy
{
    /// <summary>When the engine does not have it.</summary>
    Missing,

    /// <summary>Before every build, so that a tag that has moved is noticed.</summary>
    Always,

    /// <summary>Never: the engine must have it.</summary>
    Never,
}
