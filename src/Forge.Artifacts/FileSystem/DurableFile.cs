using Forge.Shared.Files;

namespace Forge.Artifacts.FileSystem;

/// <summary>Changes of files that survive a power cut.</summary>
internal static class DurableFile
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Tells whether an operation failed because there is no room.</summary>
    public static bool IsFull(IOException exception) => exception.HResult is NoSpace or QuotaExceeded;

    /// <summary>Moves a file into its place, in the stead of whatever is there.</summary>
    public static void Move(string from, string place)
    {
        var directory = Path.GetDirectoryName(place)!;
        DurableDirectory.Create(directory);
        File.Move(from, place, overwrite: true);
        DurableDirectory.Flush(directory);
    }

    /// <summary>Creates a file without content; one that is there already stays.</summary>
    public static void CreateEmpty(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        DurableDirectory.Create(directory);
        using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
        {
        }

        DurableDirectory.Flush(directory);
    }

    /// <summary>Deletes a file, if it is there.</summary>
    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            DurableDirectory.Flush(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Deletes a directory, if it is there, that holds nothing any more.</summary>
    public static void DeleteEmptyDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }
    }
}
