namespace Forge.Deploy;

/// <summary>A script that a deployment would run.</summary>
/// <param name="Location">The path within the revision.</param>
/// <param name="Timeout">How long it may run.</param>
/// <param name="RunAs">The account that it runs as; null for the one that Forge has on the target.</param>
public sealed record PlannedScript(string Location, TimeSpan Timeout, string? RunAs);
