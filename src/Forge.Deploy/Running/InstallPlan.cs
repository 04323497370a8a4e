namespace Forge.Deploy.Running;

/// <summary>What the Install event does on a target: complete, in order, every path absolute and below the target's destination root.</summary>
internal sealed record InstallPlan
{
    /// <summary>Gets the directories to make where they do not exist, parents before children.</summary>
    public required IReadOnlyList<string> Directories { get; init; }

    /// <summary>Gets the files and links to copy. No two have one destination.</summary>
    public required IReadOnlyList<InstallFile> Files { get; init; }

    /// <summary>Gets the permissions to set on what this plan copies and makes. No path has two.</summary>
    public required IReadOnlyList<InstallPermission> Permissions { get; init; }

    /// <summary>Gets what happens where a destination exists that the group did not install itself.</summary>
    public required FileExistsBehavior FileExists { get; init; }
}
