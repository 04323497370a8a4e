namespace Forge.Shared.Trees;

/// <summary>Writes bytes where they belong.</summary>
internal delegate void PlacementWriter(Placement placement, ReadOnlySpan<byte> bytes);
