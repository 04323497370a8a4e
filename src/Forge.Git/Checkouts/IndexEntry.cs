namespace Forge.Git.Checkouts;

/// <summary>One path of a git index.</summary>
internal sealed record IndexEntry
{
    private const int TypeMask = 0xF000;
    private const int LinkType = 0xA000;
    private const int SubmoduleType = 0xE000;
    private const int FileType = 0x8000;

    /// <summary>Gets the path, with slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Gets git's mode.</summary>
    public required int Mode { get; init; }

    /// <summary>Gets the object; of a submodule, the commit.</summary>
    public required CommitId Id { get; init; }

    public bool IsLink => (Mode & TypeMask) == LinkType;

    public bool IsSubmodule => (Mode & TypeMask) == SubmoduleType;

    public bool IsFile => (Mode & TypeMask) == FileType;
}
