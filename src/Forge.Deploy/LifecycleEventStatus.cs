namespace Forge.Deploy;

/// <summary>How a lifecycle event stands on one target, by the reference's names.</summary>
public enum LifecycleEventStatus
{
    /// <summary>Its turn has not come.</summary>
    Pending,

    /// <summary>It was started.</summary>
    InProgress,

    /// <summary>It did what it was to do; an event without scripts succeeds by doing nothing.</summary>
    Succeeded,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Its turn never came, because something before it failed or the deployment ended.</summary>
    Skipped,

    /// <summary>It was running when the target restarted.</summary>
    Unknown,
}
