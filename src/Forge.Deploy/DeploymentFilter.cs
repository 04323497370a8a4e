namespace Forge.Deploy;

/// <summary>Which deployments are wanted.</summary>
public sealed record DeploymentFilter
{
    /// <summary>Gets the deployment group, or null for every one.</summary>
    public string? Group { get; init; }

    /// <summary>Gets how the deployments stand; empty for any way.</summary>
    public IReadOnlyCollection<DeploymentStatus> Statuses { get; init; } = [];

    /// <summary>Gets who asked for them, or null for anybody.</summary>
    public string? Creator { get; init; }

    /// <summary>Gets the earliest time of creation, or null.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Gets the time before which they were created, or null.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Gets the deployment after which the list goes on, that is, the last one of the page before; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>Gets the most deployments wanted.</summary>
    /// <value>The default is 100; 1 or more.</value>
    public int Most { get; init; } = 100;
}
