namespace Forge.Deploy.Alarms;

/// <summary>What is made of the measurements of a window.</summary>
public enum MetricStatistic
{
    /// <summary>Their mean.</summary>
    Average,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The greatest.</summary>
    Maximum,

    /// <summary>The least.</summary>
    Minimum,

    /// <summary>The one that came last.</summary>
    Last,
}
