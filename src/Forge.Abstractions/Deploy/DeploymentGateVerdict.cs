namespace Forge.Deploy;

/// <summary>What a gate says.</summary>
public enum DeploymentGateVerdict
{
    /// <summary>Nothing yet: it is asked again, with the same id.</summary>
    Pending,

    /// <summary>The deployment may go on.</summary>
    Approved,

    /// <summary>The deployment must not go on: what runs is finished, no more is begun, and it fails.</summary>
    Rejected,
}
