using Forge.Git.Storage;
using Microsoft.Extensions.Logging;

namespace Forge.Git.Pushes;

/// <summary>The hooks that git runs during a push. Git skips a hook that it may not execute, so they are looked at before every push.</summary>
internal sealed partial class PushHooks(HostingRoot root, RootLock rootLock, ILogger<PushHooks> logger)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static readonly string[] Names = ["pre-receive", "proc-receive", "post-receive"];
    private static readonly byte[] Script = ReadScript();

    /// <summary>Gets the directory to give to git.</summary>
    public string Directory => root.HooksDirectory;

    /// <summary>Writes the hooks, whatever is there now.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        using var held = await rootLock.AcquireAsync(cancellationToken).ConfigureAwait(false);
        System.IO.Directory.CreateDirectory(Directory, Mode);
        foreach (var name in Names)
        {
            await DurableFile.WriteAsync(Path.Combine(Directory, name), Script, Mode, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says whether every hook is the regular file that was written, executable, and writable for the owner only.</summary>
    public bool Verify()
    {
        var fault = Names.Select(FindFault).FirstOrDefault(f => f is not null);
        if (fault is not null)
        {
            Log.HookUnusable(logger, fault);
        }

        return fault is null;
    }

    private string? FindFault(string name)
    {
        var path = Path.Combine(Directory, name);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                return $"'{path}' is missing or no regular file";
            }

            if (!file.UnixFileMode.HasFlag(Mode) || (file.UnixFileMode & OthersWrite) != 0)
            {
                return $"'{path}' has the mode {Convert.ToString((int)file.UnixFileMode, 8)} instead of 700";
            }

            // The content stands for the owner too: nobody else could have written it into a directory of mode 700.
            return File.ReadAllBytes(path).AsSpan().SequenceEqual(Script) ? null : $"'{path}' was changed";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' cannot be read: {e.Message}";
        }
    }

    private static byte[] ReadScript()
    {
        using var stream = typeof(PushHooks).Assembly.GetManifestResourceStream("receive-hook.sh")!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Error, "Pushes are refused because a hook cannot be trusted: {Fault}. Restart the host to write the hooks again, and find out who changed it.")]
        public static partial void HookUnusable(ILogger logger, string fault);
    }
}
