namespace Forge.Deploy.Planning;

/// <summary>A zone of a deployment.</summary>
/// <param name="Zone">Its name; empty for the targets that are in none.</param>
/// <param name="MinimumHealthy">The minimum number of its healthy targets, fixed at the start.</param>
internal sealed record ZoneMinimum(string Zone, int MinimumHealthy);
