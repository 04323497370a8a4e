namespace Forge.Build;

/// <summary>The phases of a build, in their order.</summary>
public enum BuildPhase
{
    /// <summary>The build was asked for.</summary>
    Submitted,

    /// <summary>The build waits for its turn.</summary>
    Queued,

    /// <summary>The environment is being made.</summary>
    Provisioning,

    /// <summary>The source, the buildspec and the secrets are being fetched.</summary>
    DownloadSource,

    /// <summary>The commands of <c>install</c>.</summary>
    Install,

    /// <summary>The commands of <c>pre_build</c>.</summary>
    PreBuild,

    /// <summary>The commands of <c>build</c>.</summary>
    Build,

    /// <summary>The commands of <c>post_build</c>.</summary>
    PostBuild,

    /// <summary>The artifact is being packed and stored.</summary>
    UploadArtifacts,

    /// <summary>The environment is being removed.</summary>
    Finalizing,

    /// <summary>The build has ended. This phase has no status and no end.</summary>
    Completed,
}
