namespace Forge.Deploy.Inventories;

/// <summary>A target was registered, perhaps in place of an earlier machine of the same name.</summary>
/// <param name="Target">The target; its instance is never empty.</param>
internal sealed record TargetRegistered(TargetDescription Target) : RegistryEvent;
