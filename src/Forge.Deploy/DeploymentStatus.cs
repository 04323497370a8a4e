namespace Forge.Deploy;

/// <summary>How a deployment stands, by the reference's names.</summary>
public enum DeploymentStatus
{
    /// <summary>It is recorded; nothing has been done yet.</summary>
    Created,

    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>Targets are being deployed to.</summary>
    InProgress,

    /// <summary>Traffic has moved, or a zone has ended, and is being watched before it goes on.</summary>
    Baking,

    /// <summary>It has ended, and enough targets have the revision.</summary>
    Succeeded,

    /// <summary>It has ended, and too few targets have the revision.</summary>
    Failed,

    /// <summary>It was stopped at somebody's wish or by an alarm.</summary>
    Stopped,

    /// <summary>The replacement waits for the word to take the traffic.</summary>
    Ready,
}
