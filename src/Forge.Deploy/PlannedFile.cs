namespace Forge.Deploy;

/// <summary>A file or a symbolic link that a deployment would copy.</summary>
/// <param name="Source">The path within the revision.</param>
/// <param name="Destination">The absolute path, below each target's destination root.</param>
/// <param name="Mode">The mode that the appspec gives it, octal digits; null for the one that it has.</param>
/// <param name="Owner">The owner that the appspec gives it, or null.</param>
/// <param name="Group">The group that the appspec gives it, or null.</param>
public sealed record PlannedFile(string Source, string Destination, string? Mode, string? Owner, string? Group);
