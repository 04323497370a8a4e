namespace Forge.Testing;

/// <summary>A directory of a test's own, gone with everything in it when the test ends.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Gets the absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("forge-").FullName;

    /// <summary>Returns the absolute path of something in the directory, whether it exists or not.</summary>
    /// <param name="parts">The parts of its relative path.</param>
    public string Combine(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Makes a directory and its parents.</summary>
    /// <param name="name">Its relative path.</param>
    /// <returns>Its absolute path.</returns>
    public string MakeDirectory(string name) => Directory.CreateDirectory(Combine(name)).FullName;

    /// <summary>Writes a file, and makes the directories it lies in.</summary>
    /// <param name="name">Its relative path.</param>
    /// <param name="text">Its content.</param>
    /// <returns>Its absolute path.</returns>
    public string Write(string name, string text)
    {
        var path = Combine(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a file that can be executed.</summary>
    /// <param name="name">Its relative path.</param>
    /// <param name="text">Its content, which begins with <c>#!</c>.</param>
    /// <returns>Its absolute path.</returns>
    public string WriteScript(string name, string text)
    {
        const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

        var path = Write(name, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Executable);
        }

        return path;
    }

    /// <summary>Returns the absolute path.</summary>
    public override string ToString() => Path;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
