namespace Forge.Build.Running;

/// <summary>What the build runner reports.</summary>
internal enum RunnerEventKind
{
    /// <summary>It has read its plan and begins.</summary>
    Ready,

    /// <summary>It cannot work in this environment.</summary>
    Refused,

    /// <summary>It has done all it was to do.</summary>
    Finished,

    /// <summary>A phase begins.</summary>
    PhaseBegan,

    /// <summary>A phase failed and is tried again.</summary>
    PhaseRetried,

    /// <summary>A phase went well.</summary>
    PhaseSucceeded,

    /// <summary>A phase failed.</summary>
    PhaseFailed,

    /// <summary>A command begins.</summary>
    CommandBegan,

    /// <summary>A command ended.</summary>
    CommandEnded,

    /// <summary>A command waits at a breakpoint.</summary>
    Paused,

    /// <summary>The command that waited goes on.</summary>
    Resumed,

    /// <summary>The runner waits for what the cache holds.</summary>
    CacheWanted,

    /// <summary>A new cache can be taken.</summary>
    CachePacked,

    /// <summary>There is something to say in the log.</summary>
    Note,
}
