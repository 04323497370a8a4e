using Forge.Git.Pushes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Git;

/// <summary>Makes hosting ready when the host starts, and looks after pushes that were left open while it runs.</summary>
internal sealed partial class GitHostingStartup(
    GitHosting hosting, PushHooks hooks, PushReconciler reconciler, GitHostingOptions options, TimeProvider timeProvider, ILogger<GitHostingStartup> logger)
    : BackgroundService
{
    private readonly TimeSpan _interval = options.ReconcileInterval;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var version = await hosting.Git.CheckVersionAsync(cancellationToken).ConfigureAwait(false);
        Log.Started(logger, version, options.Root);
        hosting.Root.Prepare();
        foreach (var leftOver in Directory.EnumerateDirectories(hosting.Root.PushesDirectory))
        {
            Directory.Delete(leftOver, recursive: true);
        }

        await hooks.WriteAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await ReconcileAllAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(_interval, timeProvider, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task ReconcileAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var repository in await hosting.Repositories.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                await ReconcileAsync(repository, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is GitHostingException or IOException)
        {
            Log.NotReconciled(logger, "*", e);
        }
    }

    // One repository must not keep the others waiting; it has its next turn in a moment.
    private async Task ReconcileAsync(GitRepository repository, CancellationToken cancellationToken)
    {
        try
        {
            await reconciler.ReconcileAsync(repository.Id, hosting.Repositories.DirectoryOf(repository), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ForgeException or GitHostingException or IOException)
        {
            Log.NotReconciled(logger, repository.Name.ToString(), e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Information, "Git hosting starts with git {Version} in '{Root}'.")]
        public static partial void Started(ILogger logger, Version version, string root);

        [LoggerMessage(1021, LogLevel.Warning, "Open pushes to '{Repository}' could not be looked at.")]
        public static partial void NotReconciled(ILogger logger, string repository, Exception exception);
    }
}
