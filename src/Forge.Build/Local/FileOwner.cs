using System.ComponentModel;
using System.Runtime.InteropServices;
using Forge.Shared.Archives;

namespace Forge.Build.Local;

/// <summary>Gives files of this machine to another user. Only the administrator can.</summary>
internal static partial class FileOwner
{
    /// <summary>Gives a directory to a user, with all that is in it; no link is followed. Nothing may change in it meanwhile.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="id">The id of the user, and of the group.</param>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void SetTree(string directory, int id)
    {
        Set(directory, id);
        foreach (var child in Directory.EnumerateFileSystemEntries(directory))
        {
            if (FileStamp.Read(child) is { IsDirectory: true })
            {
                SetTree(child, id);
            }
            else
            {
                Set(child, id);
            }
        }
    }

    private static void Set(string path, int id)
    {
        if (ChangeOwner(path, id, id) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"'{path}' cannot be given to the user {id}: {Marshal.GetPInvokeErrorMessage(error)}.", new Win32Exception(error));
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int user, int group);
}
