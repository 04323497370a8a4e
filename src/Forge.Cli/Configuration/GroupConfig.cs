namespace Forge.Cli.Configuration;

/// <summary>A deployment group.</summary>
internal sealed record GroupConfig
{
    public required string Name { get; init; }

    public required string Application { get; init; }

    public required IReadOnlyList<string> Targets { get; init; }

    public string Configuration { get; set; } = "CodeDeployDefault.OneAtATime";

    public bool AutoRollback { get; set; } = true;

    public string? FileExistsBehavior { get; set; }

    public int? MaxRevisions { get; set; }
}
