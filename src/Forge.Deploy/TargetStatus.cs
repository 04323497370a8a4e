namespace Forge.Deploy;

/// <summary>How a deployment stands on one target, by the reference's names.</summary>
public enum TargetStatus
{
    /// <summary>Nothing has been done to it yet.</summary>
    Pending,

    /// <summary>It is being deployed to.</summary>
    InProgress,

    /// <summary>It has the revision.</summary>
    Succeeded,

    /// <summary>A lifecycle event failed on it, or it could not be reached.</summary>
    Failed,

    /// <summary>The deployment ended before its turn came.</summary>
    Skipped,

    /// <summary>What became of it is not known.</summary>
    Unknown,

    /// <summary>It waits for traffic.</summary>
    Ready,
}
