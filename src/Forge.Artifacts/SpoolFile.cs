namespace Forge.Artifacts;

/// <summary>A file without a name, for bytes that are on their way. Nothing of it stays when it is closed or the process is killed.</summary>
internal static class SpoolFile
{
    /// <summary>Makes one that can be written and read.</summary>
    /// <param name="directory">Where its bytes take room; null for the account's directory for temporary files.</param>
    public static FileStream Create(string? directory)
    {
        var path = Path.Join(directory ?? Path.GetTempPath(), $"forge-{Guid.NewGuid():N}");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // Where an open file keeps its name, it goes when it is closed.
        }

        return file;
    }
}
