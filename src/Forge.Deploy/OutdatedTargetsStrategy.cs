namespace Forge.Deploy;

/// <summary>What becomes of targets that joined an elastic group while a deployment ran, and so got the revision before it.</summary>
public enum OutdatedTargetsStrategy
{
    /// <summary>UPDATE: a deployment brings them the group's last successful revision.</summary>
    Update,

    /// <summary>IGNORE: they stay as they are until somebody deploys.</summary>
    Ignore,
}
