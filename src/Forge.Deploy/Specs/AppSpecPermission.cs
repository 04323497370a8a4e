namespace Forge.Deploy.Specs;

/// <summary>An entry of <c>permissions</c>.</summary>
internal sealed record AppSpecPermission
{
    /// <summary>The pattern that means everything beneath the object, at any depth.</summary>
    public const string Everything = "**";

    /// <summary>Gets the file or directory on the target, as written but for blanks around it.</summary>
    public required string Object { get; init; }

    /// <summary>Gets which names beneath the object are meant.</summary>
    public string Pattern { get; init; } = Everything;

    /// <summary>Gets which direct children are left out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Gets a value indicating whether files are meant.</summary>
    public bool Files { get; init; } = true;

    /// <summary>Gets a value indicating whether directories are meant.</summary>
    public bool Directories { get; init; } = true;

    /// <summary>Gets three or four octal digits, or null.</summary>
    public string? Mode { get; init; }

    /// <summary>Gets a user name, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets a group name, or null.</summary>
    public string? Group { get; init; }

    /// <summary>Gets the access control list, beside what the mode says.</summary>
    public IReadOnlyList<AccessEntry> AccessList { get; init; } = [];

    /// <summary>Gets the SELinux context, or null.</summary>
    public SecurityLabel? Context { get; init; }

    /// <summary>Gets the line of the entry, from 1.</summary>
    public int Line { get; init; }

    /// <summary>Gets the column of the entry, from 1.</summary>
    public int Column { get; init; }
}
