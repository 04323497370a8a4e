using System.Security.Cryptography;
using Forge.Git.Commands;
using Forge.Git.Http;
using Microsoft.Extensions.Logging;

namespace Forge.Git.Pushes;

/// <summary>Runs one push: git with its hooks connected to this host.</summary>
internal sealed class PushEngine(
    GitHosting hosting, PushHooks hooks, PushJournal journal, PushReconciler reconciler, TimeProvider timeProvider, ILoggerFactory loggers)
{
    private const int IdBytes = 16;

    // Long enough for a slow disk; what is not recorded by then is looked at again.
    private static readonly TimeSpan RecordTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs a push to its end.</summary>
    /// <param name="user">Who pushes.</param>
    /// <param name="repository">Where to.</param>
    /// <param name="directory">Where that lies.</param>
    /// <param name="environment">The environment for git.</param>
    /// <param name="run">Runs the process between the client's streams.</param>
    public async Task<RelayResult> RunAsync(
        GitUser user, GitRepository repository, string directory, Dictionary<string, string> environment, Func<RelayWork, Task<RelayResult>> run)
    {
        var push = $"push-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}";
        using var held = reconciler.Hold(push, directory);
        using var channel = new HookChannel(Path.Combine(hosting.Root.PushesDirectory, push));
        var target = new PushTarget { Push = push, User = user, Repository = repository, Directory = directory };
        var session = new PushSession(target, channel, journal, reconciler, hosting.Git, loggers.CreateLogger<PushSession>());
        session.AddTo(environment);

        var start = hosting.Git.Start(GitCommand.Serve(GitService.ReceivePack, directory), environment);
        using var ended = new CancellationTokenSource();
        var answering = session.AnswerAsync(ended.Token);
        RelayResult? result = null;
        try
        {
            result = await run(new RelayWork
            {
                Process = start with { Arguments = channel.Wrap(start.Arguments) },
                Input = null,
                Output = Stream.Null,
                Started = session.Start,
                IsPastStopping = () => session.IsAccepted,
            }).ConfigureAwait(false);
            return result;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await answering.ConfigureAwait(false);
            using var deadline = new CancellationTokenSource(RecordTimeout, timeProvider);
            await session.CompleteAsync(result is { WasKilled: false } && hooks.Verify(), deadline.Token).ConfigureAwait(false);
        }
    }
}
