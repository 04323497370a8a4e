namespace Forge.Cli.Configuration;

/// <summary>How a deployment goes from zone to zone.</summary>
internal sealed record ZonalConfig
{
    public string Tag { get; set; } = "zone";

    public int MonitorDurationInSeconds { get; set; }

    public int? FirstZoneMonitorDurationInSeconds { get; set; }

    /// <summary>Gets what the minimum counts: HOST_COUNT or FLEET_PERCENT.</summary>
    public string Type { get; set; } = "HOST_COUNT";

    public int MinimumHealthyHostsPerZone { get; set; }
}
