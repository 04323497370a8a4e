namespace Forge.Deploy.Running;

/// <summary>How a step stands.</summary>
internal enum StepStatus
{
    /// <summary>It did what it was to do.</summary>
    Succeeded,

    /// <summary>It failed; the outcome says how.</summary>
    Failed,

    /// <summary>It was running when the target restarted: nobody knows.</summary>
    Unknown,

    /// <summary>The target has seen a higher epoch: the caller no longer drives this group.</summary>
    Fenced,
}
