namespace Forge.Cli.Configuration;

/// <summary>A point at which a deployment waits for a person: <c>forge deployments approve</c>.</summary>
internal sealed record GateConfig
{
    public required string Name { get; init; }

    public string Stage { get; set; } = nameof(Deploy.DeploymentStage.BeforeDeployment);

    public string? Event { get; set; }

    public int? TimeLimitInSeconds { get; set; }
}
