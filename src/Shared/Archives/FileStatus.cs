using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Forge.Shared.Archives;

/// <summary>What a path is, with no link followed. .NET cannot tell a FIFO from a file, and opening one waits for ever.</summary>
/// <param name="Mode">The type and the permissions.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="ModifiedAt">When the content was modified last.</param>
internal sealed partial record FileStatus(int Mode, long Size, DateTimeOffset ModifiedAt)
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7FF;
    private const int NoSuchFile = 2;
    private const int NotADirectory = 20;

    /// <summary>Gets a value indicating whether the path is a directory.</summary>
    public bool IsDirectory => (Mode & UnixModes.TypeMask) == UnixModes.Directory;

    /// <summary>Asks for a path.</summary>
    /// <returns>The answer, or null when there is nothing.</returns>
    /// <exception cref="IOException">The path cannot be examined.</exception>
    public static FileStatus? Read(string path)
    {
        if (Examine(CurrentDirectory, path, NoFollow, BasicStats, out var status) == 0)
        {
            return new FileStatus(status.Mode, (long)status.Size, DateTimeOffset.FromUnixTimeSeconds(status.ModifiedSeconds));
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NoSuchFile or NotADirectory
            ? null
            : throw new IOException($"'{path}' cannot be examined: {Marshal.GetPInvokeErrorMessage(error)}.", new Win32Exception(error));
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Examine(int directory, string path, int flags, uint mask, out Answer answer);

    // The layout is the kernel's and the same on every architecture.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Answer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;
    }
}
