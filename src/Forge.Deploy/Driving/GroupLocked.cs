namespace Forge.Deploy.Driving;

/// <summary>Somebody locked the group: no deployment begins until it is unlocked.</summary>
/// <param name="Owner">Who locked it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">When, by the clock of the host that was asked.</param>
internal sealed record GroupLocked(string Owner, string Reason, DateTimeOffset Since) : GroupEvent;
