namespace Forge.Deploy.Driving;

/// <summary>Why a deployment goes to some targets of a group only, beside the one deployment that the group takes at a time.</summary>
internal enum JoinPurpose
{
    /// <summary>A target has appeared that has no revision yet.</summary>
    NewTarget,

    /// <summary>Targets appeared while a deployment ran, and have the revision before it.</summary>
    OutdatedTarget,

    /// <summary>A target leaves: the scripts of its revision stop the application.</summary>
    Termination,
}
