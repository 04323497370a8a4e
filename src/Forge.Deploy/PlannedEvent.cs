namespace Forge.Deploy;

/// <summary>A lifecycle event that a deployment would bring to each target.</summary>
/// <param name="Event">The event.</param>
/// <param name="IsOfInstalledRevision">Whether it runs the scripts of the revision that the target has, which only the target knows.</param>
/// <param name="Scripts">The scripts of the revision that would be deployed, in order.</param>
public sealed record PlannedEvent(LifecycleEvent Event, bool IsOfInstalledRevision, IReadOnlyList<PlannedScript> Scripts);
