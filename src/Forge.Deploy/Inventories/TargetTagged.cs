namespace Forge.Deploy.Inventories;

/// <summary>A registered target has other tags from now on.</summary>
/// <param name="Name">The target.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record TargetTagged(string Name, IReadOnlyDictionary<string, string> Tags) : RegistryEvent;
