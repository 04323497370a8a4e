using System.Runtime.InteropServices;

namespace Forge.Journal.Sqlite;

/// <summary>Knows which file systems are in another machine: there locks and shared memory do not hold what SQLite needs.</summary>
internal static partial class LocalFileSystem
{
    private const int AnswerSize = 256;

    private static readonly Dictionary<long, string> Remote = new()
    {
        [0x6969] = "NFS",
        [0x517B] = "SMB",
        [0xFF534D42] = "CIFS",
        [0xFE534D42] = "SMB2",
        [0x01021997] = "9P",
        [0x5346414F] = "AFS",
        [0x73757245] = "Coda",
        [0x00C36400] = "Ceph",
        [0x0BD00BD0] = "Lustre",
        [0x47504653] = "GPFS",
        [0x01161970] = "GFS2",
        [0x7461636F] = "OCFS2",
    };

    /// <summary>Refuses a directory in another machine.</summary>
    /// <exception cref="JournalException">The directory is on a network file system.</exception>
    public static unsafe void Check(string directory)
    {
        var answer = stackalloc byte[AnswerSize];
        if (Examine(directory, answer) == 0 && NameOfRemote(*(nint*)answer) is { } name)
        {
            throw new JournalException(
                $"The journal cannot be kept in '{directory}': that is a network file system ({name}), where locks cannot be relied on. Choose a local directory.",
                JournalFailure.Unsupported);
        }
    }

    /// <summary>Names a network file system by its type as the kernel numbers it; null for all others.</summary>
    public static string? NameOfRemote(long type) => Remote.GetValueOrDefault(type & 0xFFFF_FFFF);

    // The type is the first word of the answer on every architecture.
    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Examine(string path, byte* answer);
}
