namespace Forge.Cli.Configuration;

/// <summary>A deployment group.</summary>
internal sealed record GroupConfig
{
    public required string Name { get; init; }

    public required string Application { get; init; }

    public IReadOnlyList<string> Targets { get; set; } = [];

    public IReadOnlyList<TagFilterConfig> TagFilters { get; set; } = [];

    public IReadOnlyList<IReadOnlyList<TagFilterConfig>> TagSet { get; set; } = [];

    public IReadOnlyList<string> Inventories { get; set; } = [];

    /// <summary>Gets a value indicating whether targets that appear get the last revision by themselves; <c>forge serve</c> sees to it.</summary>
    public bool IsElastic { get; set; }

    public bool IgnoreOutdatedTargets { get; set; }

    public bool TerminationHook { get; set; }

    public string Configuration { get; set; } = "CodeDeployDefault.OneAtATime";

    public bool AutoRollback { get; set; } = true;

    public string? FileExistsBehavior { get; set; }

    public int? MaxRevisions { get; set; }

    /// <summary>Gets a value indicating whether a deployment waits for its turn instead of being refused.</summary>
    public bool Queue { get; set; }

    public int BakeTimeInSeconds { get; set; }

    /// <summary>Gets the names of the alarms that stop a deployment.</summary>
    public IReadOnlyList<string> Alarms { get; set; } = [];

    public IReadOnlyList<WindowConfig> Windows { get; set; } = [];

    public IReadOnlyList<GateConfig> Gates { get; set; } = [];
}
