namespace Forge.Build;

/// <summary>How a figure is spread over builds.</summary>
public sealed record ReportTrendSpread
{
    /// <summary>Gets the mean.</summary>
    public required double Average { get; init; }

    /// <summary>Gets the lowest.</summary>
    public required double Minimum { get; init; }

    /// <summary>Gets the highest.</summary>
    public required double Maximum { get; init; }
}
