namespace Forge.Shared.Trees;

/// <summary>Temporary files that nobody else can open, and that are gone however the process ends.</summary>
internal static class UnnamedFile
{
    /// <summary>Makes an empty file.</summary>
    public static FileStream Create()
    {
        var path = Path.Join(Path.GetTempPath(), $"forge-{Guid.NewGuid():N}.tmp");
        var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Delete,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        File.Delete(path);
        return file;
    }
}
