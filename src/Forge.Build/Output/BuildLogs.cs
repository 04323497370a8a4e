using System.Collections.Concurrent;
using Forge.Artifacts;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Output;

/// <summary>The logs of this host's builds: as files while they are written, then compressed in the artifact store. Safe for concurrent use.</summary>
/// <param name="options">The options.</param>
/// <param name="store">The store; null for none, and logs stay as files.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">The log of the host.</param>
internal sealed partial class BuildLogs(BuildOptions options, IArtifactStore? store, TimeProvider timeProvider, ILogger logger)
{
    private const string DirectoryPrefix = "forge-log-";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Compressing must leave room for the builds.
    private static readonly SemaphoreSlim Turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    private readonly ConcurrentDictionary<string, LogPulse> _pulses = new(StringComparer.Ordinal);

    /// <summary>Opens the log of a build for writing. What an earlier host has written of it stays.</summary>
    /// <param name="buildId">The id of the build.</param>
    /// <param name="location">Where the store gets it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The log. Without a directory that can be written, its lines are dropped, and the log of the host says so at the end.</returns>
    public async Task<BuildLog> OpenAsync(string buildId, BuildLogLocation location, CancellationToken cancellationToken)
    {
        var directory = DirectoryOf(buildId);
        var (stored, failure) = await RecoverAsync(directory, cancellationToken).ConfigureAwait(false);
        var uploader = UploaderTo(location);
        uploader?.Start();
        foreach (var chunk in failure is null ? LogChunk.ListWhole(directory, stored.Count) : [])
        {
            uploader?.Add(chunk);
        }

        var pulse = _pulses.GetOrAdd(buildId, _ => new LogPulse());
        var file = new LogFile(directory, stored.Count, options.LogChunkSize) { Sealed = chunk => uploader?.Add(chunk), Failure = failure };
        return new BuildLog(file, stored, options.LogLimit, pulse, timeProvider)
        {
            Completing = token => CompleteAsync(buildId, file, uploader, token),
            Closing = () => CloseAsync(buildId, pulse, file, uploader),
        };
    }

    /// <summary>Opens a log at a line.</summary>
    public LogCursor CursorAt(string buildId, BuildLogLocation location, long sequence) => new(DirectoryOf(buildId), location, store, sequence);

    /// <summary>Gets a task that completes when there is more of a log that is written in this process, now or soon.</summary>
    public Task NextBeat(string buildId) => _pulses.GetOrAdd(buildId, _ => new LogPulse()).Next;

    /// <summary>Says that a log was read to its end, and nothing will come.</summary>
    public void Forget(string buildId) => _pulses.TryRemove(buildId, out _);

    /// <summary>Lists the builds that have left files of their logs on this machine.</summary>
    public IReadOnlyList<string> ListLeft() =>
        Directory.Exists(options.WorkDirectory)
            ? [.. Directory.EnumerateDirectories(options.WorkDirectory, $"{DirectoryPrefix}*").Select(path => Path.GetFileName(path)[DirectoryPrefix.Length..])]
            : [];

    /// <summary>Brings the files that a build which has ended has left into the store.</summary>
    public async Task StoreLeftAsync(string buildId, BuildLogLocation location, CancellationToken cancellationToken)
    {
        if (UploaderTo(location) is { } uploader)
        {
            await using (uploader.ConfigureAwait(false))
            {
                await StoreAsync(buildId, uploader, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<(StoredLog Stored, Exception? Failure)> RecoverAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(directory, OwnerOnly);
            return (await StoredLog.RecoverAsync(directory, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (new StoredLog { Output = 0, Notes = 0 }, e);
        }
    }

    private string DirectoryOf(string buildId) => Path.Combine(options.WorkDirectory, $"{DirectoryPrefix}{buildId}");

    private LogUploader? UploaderTo(BuildLogLocation location) => store is null ? null : new LogUploader(location, store, Turns);

    private async Task CompleteAsync(string buildId, LogFile file, LogUploader? uploader, CancellationToken cancellationToken)
    {
        if (file.Failure is { } failure)
        {
            Log.NotKept(logger, buildId, failure);
        }

        if (uploader is not null)
        {
            await StoreAsync(buildId, uploader, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(string buildId, LogUploader uploader, CancellationToken cancellationToken)
    {
        if (await uploader.CompleteAsync(DirectoryOf(buildId), cancellationToken).ConfigureAwait(false) is { } failure)
        {
            Log.NotStored(logger, buildId, DirectoryOf(buildId), failure);
        }
    }

    private async ValueTask CloseAsync(string buildId, LogPulse pulse, LogFile file, LogUploader? uploader)
    {
        file.Dispose();
        _pulses.TryRemove(KeyValuePair.Create(buildId, pulse));
        pulse.Beat();
        if (uploader is not null)
        {
            await uploader.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2040, LogLevel.Warning, "The log of build {Build} is not in the artifact store; it stays in '{Directory}'.")]
        public static partial void NotStored(ILogger logger, string build, string directory, Exception exception);

        [LoggerMessage(2041, LogLevel.Error, "The log of build {Build} is not complete: it could not be written.")]
        public static partial void NotKept(ILogger logger, string build, Exception exception);
    }
}
