using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Forge.Shared.Files;

/// <summary>Makes the names in a directory survive a power cut. .NET flushes files, but not the directories that name them.</summary>
internal static partial class DurableDirectory
{
    private const int OpenDirectory = 0x10000;
    private const int OpenCloseOnExec = 0x80000;

    /// <summary>Makes a directory and what is missing above it, durably.</summary>
    /// <exception cref="IOException">It cannot be made or flushed.</exception>
    public static void Create(string path)
    {
        if (!Directory.Exists(path))
        {
            var parent = Path.GetDirectoryName(path)!;
            Create(parent);
            Directory.CreateDirectory(path);
            Flush(parent);
        }
    }

    /// <summary>Waits until the names in a directory are on the disk.</summary>
    /// <exception cref="IOException">The directory cannot be flushed.</exception>
    public static void Flush(string path)
    {
        var descriptor = Open(path, OpenDirectory | OpenCloseOnExec);
        var failure = descriptor < 0 || Synchronize(descriptor) < 0 ? Failure(path) : null;
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }

        if (failure is not null)
        {
            throw failure;
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
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
