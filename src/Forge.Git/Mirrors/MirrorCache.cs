using System.Collections.Concurrent;
using Forge.Git.Commands;
using Forge.Git.Storage;
using Microsoft.Extensions.Logging;

namespace Forge.Git.Mirrors;

/// <summary>Bare mirrors of foreign repositories, so that the next fetch brings only what is new.</summary>
/// <remarks>
/// A mirror is NAME.git; the lock NAME.git.lock is held by the one who fetches, NAME.git.use is shared by all who read, and its time
/// is that of the last use. What was fetched is held by refs under refs/forge, whose names say nothing: names of branches may clash over time.
/// </remarks>
internal sealed partial class MirrorCache
{
    private const string FirstBranch = "main";
    private const int DeepestShallow = 25;
    private const int MostPacks = 50;

    private static readonly TimeSpan UsePatience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly GitExecutable _git;
    private readonly RemoteGit _remote;
    private readonly MirrorEviction _eviction;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<MirrorCache> _logger;
    private readonly TimeSpan _fetchTimeout;
    private readonly string _directory;

    public MirrorCache(GitSourceOptions options, GitExecutable git, RemoteGit remote, TimeProvider timeProvider, ILogger<MirrorCache> logger)
    {
        _git = git;
        _remote = remote;
        _eviction = new MirrorEviction(options, timeProvider, logger);
        _timeProvider = timeProvider;
        _logger = logger;
        _fetchTimeout = options.FetchTimeout;
        _directory = options.MirrorDirectory;
    }

    /// <summary>Says where the mirror of a repository lies. A host that holds it must not change it.</summary>
    public string DirectoryOf(SourceAddress address) => Path.Combine(_directory, $"{address.Key}.git");

    /// <summary>Keeps a mirror from being removed until what is returned is disposed.</summary>
    /// <exception cref="SourceException">Somebody removes it for very long.</exception>
    public async Task<IDisposable> UseAsync(SourceAddress address, CancellationToken cancellationToken)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        var path = MirrorEviction.UseFile(DirectoryOf(address));
        try
        {
            Directory.CreateDirectory(_directory, Private);
            var lease = await new FileLock(path, UsePatience, _timeProvider).ShareAsync(cancellationToken).ConfigureAwait(false);
            File.SetLastWriteTimeUtc(path, _timeProvider.GetUtcNow().UtcDateTime);
            return lease;
        }
        catch (Exception e) when (e is GitHostingException or IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"'{address.Url}' cannot be fetched: the directory of mirrors '{_directory}' cannot be used: {e.Message}", address.Url, isTransient: true, e);
        }
    }

    /// <summary>Asks which of some refs a repository has, and what its HEAD is.</summary>
    /// <exception cref="SourceException">The repository cannot be reached, or is none.</exception>
    public async Task<RemoteRefs> ListAsync(SourceAddress address, IEnumerable<string> names, CancellationToken cancellationToken) =>
        GitOutput.ReadRemote((await _remote.RunAsync(GitCommand.ListRemote(address.Url, names), address, cancellationToken).ConfigureAwait(false)).StandardOutput);

    /// <summary>Brings refs or commits into the mirror.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="refspecs">What, and the refs that are to hold it.</param>
    /// <param name="depth">How many commits of history are enough, if the mirror has none yet; 0 for all.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    /// <exception cref="SourceException">The repository cannot be reached, or does not give it away.</exception>
    public Task FetchAsync(SourceAddress address, IReadOnlyList<string> refspecs, int depth, CancellationToken cancellationToken) =>
        RunAsync(address, mirror => GitCommand.Fetch(mirror, address.Url, History(mirror, depth), refspecs), cancellationToken);

    /// <summary>Brings all branches and tags of the mirror up to date.</summary>
    /// <exception cref="SourceException">The repository cannot be reached, or is none.</exception>
    public Task RefreshAsync(SourceAddress address, CancellationToken cancellationToken) =>
        RunAsync(address, mirror => GitCommand.FetchAll(mirror, address.Url, History(mirror, 0)), cancellationToken);

    // A mirror with the whole history keeps it: what is missing is little then, and cutting it off would cost more later.
    private static string? History(string mirror, int depth)
    {
        var isShallow = File.Exists(Path.Combine(mirror, "shallow"));
        return depth is > 0 and <= DeepestShallow
            ? isShallow || Packs(mirror) == 0 ? $"--depth={depth}" : null
            : isShallow ? "--unshallow" : null;
    }

    private static int Packs(string mirror) =>
        Directory.Exists(Path.Combine(mirror, "objects", "pack")) ? Directory.EnumerateFiles(Path.Combine(mirror, "objects", "pack"), "*.pack").Count() : 0;

    private async Task RunAsync(SourceAddress address, Func<string, GitCommand> command, CancellationToken cancellationToken)
    {
        var mirror = DirectoryOf(address);
        var gate = _gates.GetOrAdd(mirror, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The gate is for this process; other processes may share the directory.
            using var held = await new FileLock($"{mirror}.lock", _fetchTimeout, _timeProvider).AcquireAsync(cancellationToken).ConfigureAwait(false);
            await FetchAsync(mirror, address, command, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GitHostingException or IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"'{address.Url}' cannot be fetched: {e.Message}", address.Url, isTransient: true, e);
        }
        finally
        {
            gate.Release();
        }

        await _eviction.RunIfDueAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task FetchAsync(string mirror, SourceAddress address, Func<string, GitCommand> command, CancellationToken cancellationToken)
    {
        await PrepareAsync(mirror, address, cancellationToken).ConfigureAwait(false);
        try
        {
            await _remote.RunAsync(command(mirror), address, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException) when (IsBroken(mirror))
        {
            Log.Broken(_logger, address.Url, mirror);
            Directory.Delete(mirror, recursive: true);
            await PrepareAsync(mirror, address, cancellationToken).ConfigureAwait(false);
            await _remote.RunAsync(command(mirror), address, cancellationToken).ConfigureAwait(false);
        }

        if (Packs(mirror) > MostPacks)
        {
            // Without it, the mirror is slower and no worse: the next fetch tries again.
            await _git.RunAsync(GitCommand.PackRefs(mirror), cancellationToken).ConfigureAwait(false);
            await _git.RunAsync(GitCommand.Repack(mirror), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PrepareAsync(string mirror, SourceAddress address, CancellationToken cancellationToken)
    {
        if (Directory.Exists(mirror))
        {
            RemoveLeftovers(mirror);
            return;
        }

        // Made aside: a host that is killed in between leaves no half of one.
        var made = $"{mirror}.{Guid.NewGuid():N}.new";
        var result = await _git.RunAsync(GitCommand.InitBare(made, FirstBranch), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new SourceException($"'{address.Url}' cannot be fetched: the mirror '{mirror}' cannot be made: {GitExecutable.Said(result)}.", address.Url, isTransient: true);
        }

        Directory.Move(made, mirror);
    }

    // Who holds the lock is the only one to fetch: locks and half packs are those of a git that was killed.
    private static void RemoveLeftovers(string mirror)
    {
        var packs = Path.Combine(mirror, "objects", "pack");
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true };
        string[] places = [.. Directory.EnumerateFiles(mirror, "*.lock"), .. Existing(Path.Combine(mirror, "refs"), "*.lock", everywhere), .. Existing(packs, "tmp_*", new EnumerationOptions())];
        Array.ForEach(places, File.Delete);
    }

    private static IEnumerable<string> Existing(string directory, string pattern, EnumerationOptions options) =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory, pattern, options) : [];

    // What a disk that was full, or a power cut, leaves of a mirror: files that git cannot do without are missing or empty.
    private static bool IsBroken(string mirror) =>
        !Directory.Exists(Path.Combine(mirror, "objects"))
        || !Directory.Exists(Path.Combine(mirror, "refs"))
        || new FileInfo(Path.Combine(mirror, "HEAD")) is not { Exists: true, Length: > 0 }
        || Directory.EnumerateFiles(Path.Combine(mirror, "objects"), "*", SearchOption.AllDirectories).Any(file => new FileInfo(file).Length == 0)
        || Directory.EnumerateFiles(Path.Combine(mirror, "refs"), "*", SearchOption.AllDirectories).Any(file => new FileInfo(file).Length == 0);

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Warning, "The mirror of '{Url}' in '{Directory}' was broken; it is fetched anew.")]
        public static partial void Broken(ILogger logger, string url, string directory);
    }
}
