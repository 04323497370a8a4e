using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Forge.Artifacts.FileSystem;

/// <summary>Changes of a directory that survive a power cut. .NET flushes files, but not the directories that name them.</summary>
internal static partial class DurableFile
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int OpenDirectory = 0x10000;

    /// <summary>Tells whether an operation failed because there is no room.</summary>
    public static bool IsFull(IOException exception) => exception.HResult is NoSpace or QuotaExceeded;

    /// <summary>Moves a file into its place, in the stead of whatever is there.</summary>
    public static void Move(string from, string place)
    {
        EnsureDirectoryOf(place);
        File.Move(from, place, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(place)!);
    }

    /// <summary>Creates a file without content; one that is there already stays.</summary>
    public static void CreateEmpty(string path)
    {
        EnsureDirectoryOf(path);
        using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
        {
        }

        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Deletes a file, if it is there.</summary>
    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            FlushDirectory(Path.GetDirectoryName(path)!);
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

    /// <summary>Makes the names in a directory durable.</summary>
    /// <exception cref="IOException">The directory cannot be flushed.</exception>
    public static void FlushDirectory(string path)
    {
        var descriptor = Open(path, OpenDirectory);
        if (descriptor < 0)
        {
            throw Failure(path);
        }

        var flushed = Flush(descriptor);
        var failure = flushed < 0 ? Failure(path) : null;
        _ = Close(descriptor);
        if (failure is not null)
        {
            throw failure;
        }
    }

    private static void EnsureDirectoryOf(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(directory))
        {
            EnsureDirectoryOf(directory);
            Directory.CreateDirectory(directory);
            FlushDirectory(Path.GetDirectoryName(directory)!);
        }
    }

    private static IOException Failure(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"'{path}' cannot be flushed: {Marshal.GetPInvokeErrorMessage(error)}.", new Win32Exception(error)) { HResult = error };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
