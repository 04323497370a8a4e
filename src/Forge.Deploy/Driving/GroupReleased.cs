namespace Forge.Deploy.Driving;

/// <summary>The deployment that had the group has ended.</summary>
/// <param name="DeploymentId">The deployment.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Succeeded">The targets that have its revision now.</param>
/// <param name="Failed">The targets on which it failed.</param>
internal sealed record GroupReleased(
    string DeploymentId, DeploymentStatus Status, IReadOnlyList<string> Succeeded, IReadOnlyList<string> Failed) : GroupEvent
{
    /// <summary>Gets what tells the machines from earlier ones of the same names, by name; null where no target has such a thing.</summary>
    public IReadOnlyDictionary<string, string>? Instances { get; init; }
}
