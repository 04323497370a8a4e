namespace Forge.Deploy.Inventories;

/// <summary>A target is no longer registered.</summary>
/// <param name="Name">The target.</param>
internal sealed record TargetDeregistered(string Name) : RegistryEvent;
