namespace Forge.Shared.Archives;

/// <summary>The mode of a file on Unix: its type and its permissions.</summary>
internal static class UnixModes
{
    /// <summary>The bits that hold the type.</summary>
    public const int TypeMask = 0xF000;

    /// <summary>The type of a directory.</summary>
    public const int Directory = 0x4000;

    /// <summary>The type of a regular file.</summary>
    public const int File = 0x8000;

    /// <summary>The type of a symbolic link.</summary>
    public const int Link = 0xA000;

    /// <summary>The permissions of a file whose writer did not know of any: <c>rw-r--r--</c>.</summary>
    public const int DefaultFile = 0b110_100_100;

    /// <summary>The permissions of a directory whose writer did not know of any: <c>rwxr-xr-x</c>.</summary>
    public const int DefaultDirectory = 0b111_101_101;

    /// <summary>The permissions of every link: all; what counts is what it points to.</summary>
    public const int AnyLink = 0b111_111_111;

    /// <summary>The permissions without those to run with the rights of the owner.</summary>
    public const int Permissions = 0b111_111_111;

    private const int PermissionMask = 0xFFF;

    /// <summary>Takes the permissions from a mode, or the usual ones when it has neither a type nor permissions.</summary>
    public static int PermissionsOr(int mode, ArchiveEntryKind kind) => (mode, kind) switch
    {
        (_, ArchiveEntryKind.Link) => AnyLink,
        (0, ArchiveEntryKind.Directory) => DefaultDirectory,
        (0, _) => DefaultFile,
        _ => mode & PermissionMask,
    };
}
