namespace Forge.Artifacts.Revisions;

/// <summary>Which files of a directory are no part of the revision. Can be combined.</summary>
[Flags]
public enum RevisionFilter
{
    /// <summary>All files go in.</summary>
    None = 0,

    /// <summary>Files and directories whose names begin with a dot are left out.</summary>
    Hidden = 1,

    /// <summary>What the <c>.gitignore</c> files in the directory and below it name is left out, as Git does it, and <c>.git</c> too. Files above the directory, and those of the user, do not count.</summary>
    GitIgnored = 2,
}
