using Forge.Git.Storage;
using Microsoft.Extensions.Logging;

namespace Forge.Git.Mirrors;

/// <summary>Removes mirrors that nobody has used for long, and the oldest ones when all together are too big.</summary>
internal sealed partial class MirrorEviction(GitSourceOptions options, TimeProvider timeProvider, ILogger logger)
{
    private const string Removed = ".removed";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    private readonly string _directory = options.MirrorDirectory;
    private readonly TimeSpan _maxAge = options.MaxMirrorAge;
    private readonly long _maxBytes = options.MaxMirrorBytes;
    private long _last = long.MinValue;

    /// <summary>Names the file that users of a mirror share, and whose time is that of the last use.</summary>
    public static string UseFile(string mirror) => $"{mirror}.use";

    /// <summary>Looks at all mirrors, if that was not done in the last minutes.</summary>
    public async Task RunIfDueAsync(CancellationToken cancellationToken)
    {
        var last = Interlocked.Read(ref _last);
        var now = timeProvider.GetTimestamp();
        if ((last == long.MinValue || timeProvider.GetElapsedTime(last, now) >= Interval) && Interlocked.CompareExchange(ref _last, now, last) == last)
        {
            await RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at all mirrors.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow().UtcDateTime;
        RemoveLeftovers(now - LeftoverAge);
        var mirrors = Directory.EnumerateDirectories(_directory, "*.git").Select(path => (Path: path, Used: UsedAt(path), Bytes: SizeOf(path))).OrderBy(mirror => mirror.Used).ToList();
        var total = mirrors.Sum(mirror => mirror.Bytes);
        foreach (var mirror in mirrors.Where(mirror => now - mirror.Used > _maxAge || total > _maxBytes))
        {
            // The query looks at the total each time anew.
            if (await TryRemoveAsync(mirror.Path, cancellationToken).ConfigureAwait(false))
            {
                total -= mirror.Bytes;
                Log.Removed(logger, mirror.Path, mirror.Bytes, mirror.Used);
            }
        }
    }

    private static DateTime UsedAt(string mirror) => File.Exists(UseFile(mirror)) ? File.GetLastWriteTimeUtc(UseFile(mirror)) : Directory.GetLastWriteTimeUtc(mirror);

    private static long SizeOf(string mirror)
    {
        try
        {
            return new DirectoryInfo(mirror).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Sum(file => file.Length);
        }
        catch (IOException)
        {
            // A fetch changes it just now: it is in use, and looked at again.
            return 0;
        }
    }

    private async Task<bool> TryRemoveAsync(string mirror, CancellationToken cancellationToken)
    {
        try
        {
            var aside = $"{mirror}.{Guid.NewGuid():N}{Removed}";
            using (await new FileLock(UseFile(mirror), TimeSpan.Zero, timeProvider).AcquireAsync(cancellationToken).ConfigureAwait(false))
            {
                Directory.Move(mirror, aside);
            }

            Directory.Delete(aside, recursive: true);
            return true;
        }
        catch (Exception e) when (e is GitHostingException or IOException or UnauthorizedAccessException)
        {
            // In use, or another host was quicker.
            return false;
        }
    }

    // What a host that was killed has half made or half removed.
    private void RemoveLeftovers(DateTime before)
    {
        string[] left = [.. Directory.EnumerateDirectories(_directory, "*.new"), .. Directory.EnumerateDirectories(_directory, $"*{Removed}")];
        foreach (var path in left.Where(path => Directory.GetLastWriteTimeUtc(path) < before))
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another host was quicker.
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1300, LogLevel.Information, "The mirror '{Directory}' with {Bytes} bytes was removed; it was last used at {Used}.")]
        public static partial void Removed(ILogger logger, string directory, long bytes, DateTime used);
    }
}
