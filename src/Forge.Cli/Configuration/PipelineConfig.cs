namespace Forge.Cli.Configuration;

/// <summary>A pipeline.</summary>
internal sealed record PipelineConfig
{
    public required string Name { get; init; }

    public required string Repository { get; init; }

    public string Branch { get; set; } = "main";

    public string Executor { get; set; } = "process";

    public string? Image { get; set; }

    public string Buildspec { get; set; } = "";

    public string DeploymentGroup { get; set; } = "";

    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();
}
