namespace Forge.Deploy.Inventories;

/// <summary>Something that happened to the registered targets, as the journal keeps it.</summary>
internal abstract record RegistryEvent;
