namespace Forge.Cli.Configuration;

/// <summary>What a <c>forge.json</c> says.</summary>
internal sealed record ForgeConfig
{
    /// <summary>Gets where everything is kept: repositories, journal, artifacts. Relative to the file.</summary>
    public string Root { get; set; } = "forge-data";

    /// <summary>Gets the artifact store, as <c>--store</c> names one; null for a directory below the root. A directory is relative to the file.</summary>
    public string? Store { get; set; }

    /// <summary>Gets the address to listen on.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:5080";

    /// <summary>Gets the Docker engine; null where no build uses one.</summary>
    public DockerConfig? Docker { get; set; }

    public IReadOnlyList<TargetConfig> Targets { get; set; } = [];

    /// <summary>Gets the files that list targets.</summary>
    public IReadOnlyList<InventoryConfig> Inventories { get; set; } = [];

    /// <summary>Gets what holds for the targets in them that are reached over SSH.</summary>
    public SshConfig Ssh { get; set; } = new();

    /// <summary>Gets the deployment configurations beside the predefined ones.</summary>
    public IReadOnlyList<DeploymentConfig> Configurations { get; set; } = [];

    public IReadOnlyList<AlarmConfig> Alarms { get; set; } = [];

    public IReadOnlyList<GroupConfig> Groups { get; set; } = [];

    public IReadOnlyList<PipelineConfig> Pipelines { get; set; } = [];
}
