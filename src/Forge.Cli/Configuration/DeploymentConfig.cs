namespace Forge.Cli.Configuration;

/// <summary>A deployment configuration beside the predefined ones.</summary>
internal sealed record DeploymentConfig
{
    public required string Name { get; init; }

    /// <summary>Gets what the minimum counts: HOST_COUNT or FLEET_PERCENT.</summary>
    public string Type { get; set; } = "HOST_COUNT";

    public int MinimumHealthyHosts { get; set; }

    public ZonalConfig? Zonal { get; set; }
}
