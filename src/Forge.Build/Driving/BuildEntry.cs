namespace Forge.Build.Driving;

/// <summary>How a build comes to its turn.</summary>
internal enum BuildEntry
{
    /// <summary>It waits, unless too many wait already.</summary>
    Wait,

    /// <summary>It is refused unless its project has room now.</summary>
    NoWait,

    /// <summary>It runs already: an earlier host began it.</summary>
    Running,
}
