using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Forge.Shared.Archives;

/// <summary>What a path is, with no link followed. .NET cannot tell a FIFO from a file, and opening one waits for ever.</summary>
/// <param name="Mode">The type and the permissions.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="ModifiedAt">When the content was modified last.</param>
internal readonly partial record struct FileStatus(int Mode, long Size, DateTimeOffset ModifiedAt)
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
        if (Examine(CurrentDirectory, path, NoFollow, BasicStats, out var answer) == 0)
        {
            return From(answer);
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NoSuchFile or NotADirectory
            ? null
            : throw new IOException($"'{path}' cannot be examined: {Marshal.GetPInvokeErrorMessage(error)}.", new Win32Exception(error));
    }

    /// <summary>Asks for what has a name in an open directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The name, which ends with a NUL.</param>
    /// <returns>The answer, or null when there is none: it is gone.</returns>
    public static unsafe FileStatus? ReadAt(int directory, byte* name) =>
        ExamineAt(directory, name, NoFollow, BasicStats, out var answer) == 0 ? From(answer) : null;

    private static FileStatus From(in Answer answer) =>
        new(answer.Mode, (long)answer.Size, DateTimeOffset.FromUnixTimeSeconds(answer.ModifiedSeconds));

    [LibraryImport("libc", EntryPoint = "statx")]
    private static unsafe partial int ExamineAt(int directory, byte* name, int flags, uint mask, out Answer answer);

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
