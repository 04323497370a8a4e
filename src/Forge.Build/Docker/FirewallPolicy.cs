namespace Forge.Build.Docker;

/// <summary>What Forge does about the firewall of the engine's machine, so that builds do not reach what they should not.</summary>
public enum FirewallPolicy
{
    /// <summary>Forge sets its rules. Where it cannot, builds run all the same, and a warning in the log says so.</summary>
    Automatic,

    /// <summary>Forge sets its rules. Where it cannot, builds are refused.</summary>
    Required,

    /// <summary>The firewall is somebody else's: Forge sets no rules.</summary>
    Unmanaged,
}
