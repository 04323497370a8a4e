namespace Forge.Testing;

/// <summary>Writes source trees to the disk.</summary>
public static class SourceTree
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the files into a directory.</summary>
    /// <param name="directory">An existing directory.</param>
    /// <param name="files">The files.</param>
    public static void Write(string directory, IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(directory, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (file.Kind is SourceFileKind.Link)
            {
                File.CreateSymbolicLink(path, file.Content);
                continue;
            }

            File.WriteAllText(path, file.Content);
            if (file.Kind is SourceFileKind.Executable)
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Execute);
            }
        }
    }
}
