namespace Forge.Deploy;

/// <summary>A lifecycle event that a deployment would bring to each target.</summary>
public sealed record PlannedEvent
{
    /// <summary>Gets the event.</summary>
    public required LifecycleEvent Event { get; init; }

    /// <summary>Gets a value indicating whether it runs the scripts of the revision that the target has, which only the target knows.</summary>
    public required bool IsOfInstalledRevision { get; init; }

    /// <summary>Gets the scripts of the revision that would be deployed, in order.</summary>
    public required IReadOnlyList<PlannedScript> Scripts { get; init; }
}
