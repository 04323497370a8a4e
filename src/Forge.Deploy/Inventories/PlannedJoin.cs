using Forge.Deploy.Driving;

namespace Forge.Deploy.Inventories;

/// <summary>A deployment that is to begin by itself.</summary>
/// <param name="Purpose">Why.</param>
/// <param name="Targets">The targets; at least one.</param>
internal sealed record PlannedJoin(JoinPurpose Purpose, IReadOnlyList<KnownTarget> Targets);
