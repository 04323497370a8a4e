using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Forge.Build.Local;

/// <summary>Opens files below a directory that a hostile build may be changing at the same time. No link is followed on the way.</summary>
internal static partial class BeneathFile
{
    private const int CurrentDirectory = -100;
    private const int NoSuchFile = 2;
    private const int NotADirectory = 20;
    private const int IsALink = 40;
    private const int NoWait = 0x800;
    private const int CloseOnExec = 0x80000;

    // These two differ between processors.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
    private static readonly int DirectoryOnly = IsArm ? 0x4000 : 0x10000;
    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;

    /// <summary>Opens a file for reading. A FIFO does not make it wait.</summary>
    /// <param name="root">A directory that nobody but us can replace.</param>
    /// <param name="path">The path below it.</param>
    /// <returns>The file; null when it does not exist, or when a link or something else that is no directory stands in the way.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SafeFileHandle? TryOpen(string root, string path)
    {
        var at = Open(CurrentDirectory, root, CloseOnExec | DirectoryOnly);
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; at is not null && i < parts.Length; i++)
        {
            using var parent = at;
            if (parts[i] is "..")
            {
                throw new IOException($"'{path}' leads out of the build's directory.");
            }

            at = Open((int)parent.DangerousGetHandle(), parts[i], NoWait | CloseOnExec | NoFollow | (i < parts.Length - 1 ? DirectoryOnly : 0));
        }

        return at;
    }

    /// <summary>Opens a directory, which is made with its parents if it is missing.</summary>
    /// <param name="root">A directory that nobody but us can replace.</param>
    /// <param name="path">The path below it.</param>
    /// <exception cref="IOException">A link or a file is in the way, or the directory cannot be made.</exception>
    public static SafeFileHandle OpenDirectory(string root, string path)
    {
        var at = Open(CurrentDirectory, root, CloseOnExec | DirectoryOnly) ?? throw new IOException($"'{root}' does not exist.");
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = at;
            at = OpenChild(parent, part) ?? Make(parent, part) ?? throw new IOException($"'{part}' in '{path}' is no directory.");
        }

        return at;
    }

    /// <summary>Gets a path that leads to an open directory, whatever stands in its place meanwhile.</summary>
    public static string PathOf(SafeFileHandle directory) => $"/proc/self/fd/{directory.DangerousGetHandle()}";

    private static SafeFileHandle? Make(SafeFileHandle parent, string name)
    {
        Directory.CreateDirectory(Path.Join(PathOf(parent), name));
        return OpenChild(parent, name);
    }

    private static SafeFileHandle? OpenChild(SafeFileHandle parent, string name) =>
        Open((int)parent.DangerousGetHandle(), name, CloseOnExec | DirectoryOnly | NoFollow);

    private static SafeFileHandle? Open(int directory, string name, int flags)
    {
        var descriptor = OpenAt(directory, name, flags);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NoSuchFile or NotADirectory or IsALink
            ? null
            : throw new IOException($"'{name}' cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}.", new Win32Exception(error));
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int directory, string name, int flags);
}
