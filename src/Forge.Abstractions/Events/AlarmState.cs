namespace Forge;

/// <summary>What an alarm says.</summary>
public enum AlarmState
{
    /// <summary>Not enough is known to tell.</summary>
    InsufficientData,

    /// <summary>All is well.</summary>
    Ok,

    /// <summary>The alarm is raised.</summary>
    Alarm,
}
