namespace Forge.Deploy;

/// <summary>How a lifecycle event ended on a target, by the numbers and names of the reference agent.</summary>
public enum LifecycleErrorCode
{
    /// <summary>It succeeded.</summary>
    Success = 0,

    /// <summary>The script is not in the revision.</summary>
    ScriptMissing = 1,

    /// <summary>The script could not be made executable.</summary>
    ScriptNotExecutable = 2,

    /// <summary>The script did not end in time and was killed.</summary>
    ScriptTimedOut = 3,

    /// <summary>The script ended with an exit code other than zero, or could not be started.</summary>
    ScriptFailed = 4,

    /// <summary>Something else failed: a file, a permission, the target itself.</summary>
    UnknownError = 5,

    /// <summary>The script ended, but a process that it started held its output open until the timeout.</summary>
    OutputsLeftOpen = 6,

    /// <summary>The target restarted while the event ran; whether it finished is unknown, and it is not repeated.</summary>
    FailedAfterRestart = 7,
}
