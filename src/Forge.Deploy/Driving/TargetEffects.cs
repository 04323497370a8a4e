using System.Collections.Concurrent;
using Forge.Artifacts;
using Forge.Deploy.Bundles;
using Forge.Deploy.Planning;
using Forge.Deploy.Running;
using Forge.Shared.Archives;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Driving;

/// <summary>Carries out the steps of one deployment on real targets, and connects again where a connection is lost.</summary>
internal sealed partial class TargetEffects(
    DeploymentCreated created, DeploymentCatalog catalog, BundleCache bundles, ConnectionRetry retry, TimeProvider timeProvider, ILogger logger)
    : IDeploymentEffects
{
    private readonly Dictionary<string, DeploymentTarget> _targets = created.Targets.ToDictionary(target => target.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TargetConnection> _connections = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<StepOutcome> PerformAsync(DeploymentStep step, long epoch, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryPerformAsync(step, epoch, cancellationToken).ConfigureAwait(false);
            }
            catch (DeployTargetException e)
            {
                var held = await DropAsync(step.Target).ConfigureAwait(false);
                attempt = held >= ConnectionRetry.Steady ? 1 : attempt;
                if (!e.IsTransient || attempt >= retry.Attempts)
                {
                    return StepPlanner.Failure(attempt > 1 ? $"{e.Message} It was tried {attempt} times." : e.Message);
                }

                Log.Reconnecting(logger, step.Target, step.Event, retry.BackOff(attempt), e);
            }
            catch (Exception e) when (e is SpecException or ArchiveException or DeploymentRefusedException or ArtifactStoreException { IsTransient: false })
            {
                return StepPlanner.Failure($"The revision '{created.Revision}' cannot be used any longer: {e.Message}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return StepPlanner.Failure($"This host could not send to '{step.Target}': {e.Message}");
            }

            await Task.Delay(retry.BackOff(attempt), timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var target in _connections.Keys.ToList())
        {
            await DropAsync(target).ConfigureAwait(false);
        }
    }

    private async Task<StepOutcome> TryPerformAsync(DeploymentStep step, long epoch, CancellationToken cancellationToken)
    {
        var selected = _targets[step.Target];
        if (catalog.Target(selected) is not { } target)
        {
            return StepPlanner.Failure(selected.Description is { Kind: var kind }
                ? $"The target '{step.Target}' is of the kind '{kind}', which this host cannot reach. Add that kind."
                : $"The target '{step.Target}' is not registered in this host any longer.");
        }

        // What a target that leaves runs is all its own.
        var bundle = created.Join is JoinPurpose.Termination
            ? null
            : await bundles.GetAsync(
                catalog.Store(created.Store), ArtifactKey.Parse(created.Revision), ArtifactDigest.Parse(created.Digest), cancellationToken).ConfigureAwait(false);
        if (!_connections.TryGetValue(step.Target, out var connection))
        {
            _connections[step.Target] = connection = await TargetConnection.OpenAsync(target, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        var (work, outcome) = await PlanAsync(step, bundle, connection, cancellationToken).ConfigureAwait(false);
        // Without a listener the target need not be asked for what a script prints while it runs.
        var output = logger.IsEnabled(LogLevel.Debug) ? new Output(logger, step) : null;
        return outcome ?? await connection.Runner.RunAsync(work!, epoch, output, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(TargetStep? Step, StepOutcome? Outcome)> PlanAsync(
        DeploymentStep step, Bundle? bundle, TargetConnection connection, CancellationToken cancellationToken)
    {
        var platform = connection.Session.Platform;
        if (bundle is not null && StepPlanner.Refuse(bundle, platform) is { } refused)
        {
            return (null, refused);
        }

        if (bundle is not null && !LifecyclePlanner.UsesInstalledRevision(step.Event))
        {
            return StepPlanner.Plan(created, step, bundle, platform);
        }

        var installed = await connection.Runner.ReadInstalledAsync(GroupId.Of(created.Group), cancellationToken).ConfigureAwait(false);
        return StepPlanner.PlanInstalled(created, step, installed, platform);
    }

    // Returns how long the connection had held.
    private async Task<TimeSpan> DropAsync(string target)
    {
        if (!_connections.TryRemove(target, out var connection))
        {
            return TimeSpan.Zero;
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        return timeProvider.GetElapsedTime(connection.OpenedAt);
    }

    private sealed class Output(ILogger logger, DeploymentStep step) : IProgress<string>
    {
        public void Report(string value) => Log.Printed(logger, step.Target, step.Event, value);
    }

    private static partial class Log
    {
        [LoggerMessage(3030, LogLevel.Warning, "The connection to {Target} failed during {Event}. It is tried again after {Delay}.")]
        public static partial void Reconnecting(ILogger logger, string target, LifecycleEvent @event, TimeSpan delay, Exception cause);

        [LoggerMessage(3031, LogLevel.Debug, "{Target} {Event}: {Line}")]
        public static partial void Printed(ILogger logger, string target, LifecycleEvent @event, string line);
    }
}
