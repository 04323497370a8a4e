namespace Forge.Deploy.Alarms;

/// <summary>On which side of its threshold a metric raises an alarm.</summary>
public enum MetricComparison
{
    /// <summary>Above it.</summary>
    GreaterThan,

    /// <summary>Below it.</summary>
    LessThan,
}
