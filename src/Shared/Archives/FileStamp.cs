using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Forge.Shared.Archives;

/// <summary>What the file system says of a path, no link followed: enough to tell whether a file is still the one that was read. .NET cannot even tell a FIFO from a file, and opening one waits for ever.</summary>
/// <param name="Mode">The type and the permissions.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="ModifiedAt">When the content was modified last, in nanoseconds since 1970.</param>
/// <param name="ChangedAt">When anything of it was changed last, in nanoseconds since 1970. No program can set it.</param>
/// <param name="Inode">The number of the file in its file system.</param>
/// <param name="Device">The file system.</param>
internal readonly partial record struct FileStamp(int Mode, long Size, long ModifiedAt, long ChangedAt, ulong Inode, ulong Device)
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7FF;
    private const int NoSuchFile = 2;
    private const int NotADirectory = 20;
    private const long Nanoseconds = 1_000_000_000;

    /// <summary>Gets the type of what is there.</summary>
    public int Type => Mode & UnixModes.TypeMask;

    /// <summary>Gets a value indicating whether it is a directory.</summary>
    public bool IsDirectory => Type == UnixModes.Directory;

    /// <summary>Gets when the content was modified last, in seconds since 1970.</summary>
    public long ModifiedSeconds => Math.DivRem(ModifiedAt, Nanoseconds, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>Gets when the content was modified last, to the second.</summary>
    public DateTimeOffset ModifiedTime => DateTimeOffset.FromUnixTimeSeconds(ModifiedSeconds);

    /// <summary>Asks for a path.</summary>
    /// <returns>The answer, or null when there is nothing.</returns>
    /// <exception cref="IOException">The path cannot be examined.</exception>
    public static FileStamp? Read(string path)
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
    public static unsafe FileStamp? ReadAt(int directory, byte* name) =>
        ExamineAt(directory, name, NoFollow, BasicStats, out var answer) == 0 ? From(answer) : null;

    private static FileStamp From(in Answer answer) => new(
        answer.Mode,
        (long)answer.Size,
        (answer.ModifiedSeconds * Nanoseconds) + answer.ModifiedNanoseconds,
        (answer.ChangedSeconds * Nanoseconds) + answer.ChangedNanoseconds,
        answer.Inode,
        ((ulong)answer.DeviceMajor << 32) | answer.DeviceMinor);

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

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
