namespace Forge.Deploy.Inventories;

/// <summary>A registered target gets no more deployments; what its groups run on it before it goes comes first.</summary>
/// <param name="Name">The target.</param>
internal sealed record TargetLeaving(string Name) : RegistryEvent;
