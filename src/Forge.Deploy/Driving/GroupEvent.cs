namespace Forge.Deploy.Driving;

/// <summary>Something that happened to a deployment group, as the journal keeps it.</summary>
internal abstract record GroupEvent;
