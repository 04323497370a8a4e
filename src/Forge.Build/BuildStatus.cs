namespace Forge.Build;

/// <summary>How a build, or one of its phases, stands.</summary>
public enum BuildStatus
{
    /// <summary>It has not ended.</summary>
    InProgress,

    /// <summary>Everything went well.</summary>
    Succeeded,

    /// <summary>The user's own part failed: the source, the buildspec, a command, the artifacts.</summary>
    Failed,

    /// <summary>Forge's part failed: the executor, a store, the host.</summary>
    Fault,

    /// <summary>The build took longer than it may.</summary>
    TimedOut,

    /// <summary>Somebody stopped the build.</summary>
    Stopped,
}
