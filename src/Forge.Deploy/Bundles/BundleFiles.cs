namespace Forge.Deploy.Bundles;

/// <summary>Files in the cache of revisions: readable by this account only, and complete once they have their name.</summary>
internal static class BundleFiles
{
    private const string TemporarySuffix = ".tmp";

    /// <summary>Makes the cache directory.</summary>
    public static void CreateDirectory(string path) =>
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Names the file that becomes another when it is complete.</summary>
    public static string Temporary(string path) => $"{path}.{Path.GetRandomFileName()}{TemporarySuffix}";

    /// <summary>Makes a new file.</summary>
    public static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        Options = FileOptions.Asynchronous,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    /// <summary>Writes a file that appears when it is complete.</summary>
    public static async Task WriteAsync(string path, Func<FileStream, Task> write)
    {
        var temporary = Temporary(path);
        try
        {
            var file = Create(temporary);
            await using (file.ConfigureAwait(false))
            {
                await write(file).ConfigureAwait(false);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Removes all but the files used last, and what a killed process left half done.</summary>
    /// <param name="directory">The cache directory.</param>
    /// <param name="keep">How many files stay.</param>
    /// <param name="before">Half-done files from before this time are left-overs.</param>
    public static void Prune(string directory, int keep, DateTime before)
    {
        var files = new DirectoryInfo(directory).GetFiles();
        var halfDone = files.Where(file => file.Name.EndsWith(TemporarySuffix, StringComparison.Ordinal)).ToList();
        var old = files.Except(halfDone).OrderByDescending(file => file.LastWriteTimeUtc).Skip(keep);
        foreach (var file in halfDone.Where(file => file.LastWriteTimeUtc < before).Concat(old))
        {
            file.Delete();
        }
    }
}
