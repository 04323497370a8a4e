namespace Forge.Deploy;

/// <summary>A file or a symbolic link that a deployment would copy.</summary>
public sealed record PlannedFile
{
    /// <summary>Gets the path within the revision.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the absolute path, below each target's destination root.</summary>
    public required string Destination { get; init; }

    /// <summary>Gets the mode that the appspec gives it, octal digits; null for the one that it has.</summary>
    public required string? Mode { get; init; }

    /// <summary>Gets the owner that the appspec gives it, or null.</summary>
    public required string? Owner { get; init; }

    /// <summary>Gets the group that the appspec gives it, or null.</summary>
    public required string? Group { get; init; }

    /// <summary>Gets the access control list that the appspec gives it beside its mode, entries as for setfacl divided by commas; or null.</summary>
    public string? AccessList { get; init; }

    /// <summary>Gets the SELinux user, type and range that the appspec gives it, divided by blanks, <c>-</c> for what the policy decides; or null.</summary>
    public string? SecurityLabel { get; init; }
}
