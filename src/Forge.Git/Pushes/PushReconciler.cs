using System.Collections.Concurrent;
using Forge.Git.Commands;
using Microsoft.Extensions.Logging;

namespace Forge.Git.Pushes;

/// <summary>Ends the pushes that somebody left open: a host that crashed, a journal that failed.</summary>
internal sealed partial class PushReconciler(PushJournal journal, GitExecutable git, TimeProvider timeProvider, ILogger<PushReconciler> logger)
{
    private readonly ConcurrentDictionary<string, string> _running = new(StringComparer.Ordinal);

    /// <summary>Keeps a push that runs in this process, and its repository's directory, out of here until the result is disposed.</summary>
    public IDisposable Hold(string push, string directory) => new Held(_running, push, directory);

    /// <summary>Finds out how every open push to a repository ended, and records it with its events.</summary>
    /// <exception cref="GitHostingException">The refs cannot be read.</exception>
    /// <exception cref="Journal.JournalException">The journal cannot be used.</exception>
    public async Task ReconcileAsync(string repositoryId, string directory, CancellationToken cancellationToken)
    {
        var state = await journal.ReadAsync(repositoryId, cancellationToken).ConfigureAwait(false);
        foreach (var open in state.Open.Where(p => !_running.ContainsKey(p.Intent.Push)).ToList())
        {
            await OrphanedPush.EndAsync(open.Intent, timeProvider, cancellationToken).ConfigureAwait(false);
            var moved = await FindMovedAsync(repositoryId, directory, open.Intent.Push, cancellationToken).ConfigureAwait(false);
            await journal.EndAsync(repositoryId, new EndedPush { Push = open.Intent.Push, Updates = moved }, cancellationToken).ConfigureAwait(false);
            Log.Reconciled(logger, open.Intent.Push, open.Intent.Repository, moved.Count);
        }

        Sweep(directory);
    }

    /// <summary>Finds out which refs an open push has moved; none when it is not open.</summary>
    /// <exception cref="GitHostingException">The refs cannot be read.</exception>
    /// <exception cref="Journal.JournalException">The journal cannot be used.</exception>
    public async Task<IReadOnlyList<RefUpdate>> FindMovedAsync(string repositoryId, string directory, string push, CancellationToken cancellationToken)
    {
        var refs = await git.RunAsync(GitCommand.ReadRefs(directory), cancellationToken).ConfigureAwait(false);
        if (refs.ExitCode != 0)
        {
            throw new GitHostingException($"The refs in '{directory}' cannot be read: {GitExecutable.Said(refs)}.", GitHostingFailure.Git);
        }

        var state = await journal.ReadAsync(repositoryId, cancellationToken).ConfigureAwait(false);
        return state.FindOpen(push) is { } open ? PushDecider.FindMoved(state, open, GitOutput.ReadRefs(refs.StandardOutput)) : [];
    }

    // Listed first and then asked for: what is listed belongs to a push that was running by then, so that with none running now it is nobody's.
    private void Sweep(string directory)
    {
        var quarantines = Directory.GetDirectories(Path.Combine(directory, "objects"), PushSession.QuarantinePrefix + "*");
        if (quarantines.Length == 0 || _running.Values.Contains(directory, StringComparer.Ordinal))
        {
            return;
        }

        foreach (var quarantine in quarantines)
        {
            try
            {
                Directory.Delete(quarantine, recursive: true);
            }
            catch (IOException)
            {
                // A git process that is just ending writes there still: the next time.
            }
        }
    }

    private sealed class Held : IDisposable
    {
        private readonly ConcurrentDictionary<string, string> _running;
        private readonly string _push;

        public Held(ConcurrentDictionary<string, string> running, string push, string directory)
        {
            _running = running;
            _push = push;
            _running[push] = directory;
        }

        public void Dispose() => _running.TryRemove(_push, out _);
    }

    private static partial class Log
    {
        [LoggerMessage(1120, LogLevel.Warning, "Push {Push} to '{Repository}' had been left open; it moved {Count} refs, whose events are recorded now.")]
        public static partial void Reconciled(ILogger logger, string push, string repository, int count);
    }
}
