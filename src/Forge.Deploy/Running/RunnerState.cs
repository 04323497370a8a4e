namespace Forge.Deploy.Running;

/// <summary>What an answer of the runner says.</summary>
internal enum RunnerState
{
    /// <summary>The runner is there; the programs that the target lacks are named.</summary>
    Checked,

    /// <summary>No revision of the group was installed.</summary>
    None,

    /// <summary>A revision of the group was installed.</summary>
    Installed,

    /// <summary>The target holds files of an earlier revision, which are named.</summary>
    Offered,

    /// <summary>The step was started before; nothing was received.</summary>
    Started,

    /// <summary>The step runs.</summary>
    Running,

    /// <summary>The step ended.</summary>
    Done,

    /// <summary>Nobody knows how the step ended.</summary>
    Unknown,

    /// <summary>There is no such step.</summary>
    Missing,

    /// <summary>A higher epoch was seen.</summary>
    Fenced,

    /// <summary>Somebody else works on the group just now.</summary>
    Busy,

    /// <summary>What was asked failed and left nothing behind.</summary>
    Failed,

    /// <summary>The step runs no more.</summary>
    Stopped,
}
