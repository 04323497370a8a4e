using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Forge.Journal.Sqlite;

/// <summary>Keeps a second host away from a journal. The kernel frees the lock when the process ends, however it ends.</summary>
internal sealed partial class HostLock : IDisposable
{
    private const int OpenReadWrite = 2;
    private const int OpenCreate = 0x40;
    private const int OpenCloseOnExec = 0x80000;
    private const int OwnerOnly = 0b110_000_000;
    private const int Exclusive = 2;
    private const int NotBlocking = 4;
    private const int Unlock = 8;
    private const int LongestOwner = 1024;
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    // Closed on exec, or a program that this host starts would hold the lock after the host's death.
    private readonly SafeFileHandle _file;

    private HostLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock and leaves word who has it.</summary>
    /// <param name="journal">The journal's file.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="JournalException">Another host has it, or the file cannot be opened.</exception>
    public static HostLock Take(string journal, TimeProvider timeProvider)
    {
        var path = $"{journal}-lock";
        var file = Open(path, OpenReadWrite | OpenCreate | OpenCloseOnExec, OwnerOnly);
        if (file.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeErrorMessage();
            file.Dispose();
            throw new JournalException(
                $"The journal '{journal}' cannot be opened: '{path}' cannot be written ({error}). Check the directory.", JournalFailure.Unavailable);
        }

        if (Lock(file, Exclusive | NotBlocking) != 0)
        {
            var owner = ReadOwner(file);
            file.Dispose();
            throw new JournalException(
                $"The journal '{journal}' is in use by another host: {owner}. Stop it, or give this host a journal of its own.", JournalFailure.InUse);
        }

        try
        {
            WriteOwner(file, timeProvider);
            return new HostLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A program that is just being started shares the open file for a moment, and would keep the lock.
        if (!_file.IsClosed)
        {
            _ = Lock(_file, Unlock);
            _file.Dispose();
        }
    }

    private static string ReadOwner(SafeFileHandle file)
    {
        var bytes = new byte[LongestOwner];
        var read = RandomAccess.Read(file, bytes, fileOffset: 0);
        var owner = Encoding.UTF8.GetString(bytes, 0, read).ReplaceLineEndings(", ").Trim(',', ' ');
        return owner.Length == 0 ? "it has not yet left its name" : owner;
    }

    private static void WriteOwner(SafeFileHandle file, TimeProvider timeProvider)
    {
        var boot = File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "unknown";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId}\non {Environment.MachineName}\nsince {timeProvider.GetUtcNow():yyyy-MM-dd HH:mm:ss}Z\nboot {boot}\n");
        RandomAccess.SetLength(file, 0);
        RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), fileOffset: 0);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
