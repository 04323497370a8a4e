using System.Runtime.InteropServices;

namespace Forge.Git.Storage;

/// <summary>Replaces files so that a crash leaves the old content or the new one, never a part.</summary>
internal static partial class DurableFile
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC

    /// <summary>Writes a file of the given mode: beside it, flushed to the disk, then renamed over it.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, UnixFileMode mode, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode };
        var stream = new FileStream(temporary, options);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }

        // The umask may have taken bits away, the executable ones of a hook for instance.
        File.SetUnixFileMode(temporary, mode);
        MakeNewer(temporary, path);
        File.Move(temporary, path, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    // Readers know a version by its time stamp; two writes within one tick of the file system's clock must not look alike.
    private static void MakeNewer(string temporary, string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var earliest = File.GetLastWriteTimeUtc(path).AddMilliseconds(1);
        if (File.GetLastWriteTimeUtc(temporary) < earliest)
        {
            File.SetLastWriteTimeUtc(temporary, earliest);
        }
    }

    private static void FlushDirectory(string directory)
    {
        var descriptor = Open(directory, ReadOnlyDirectory);
        if (descriptor < 0)
        {
            throw new IOException($"'{directory}' cannot be opened to flush it: error {Marshal.GetLastPInvokeError()}.");
        }

        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
