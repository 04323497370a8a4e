namespace Forge.Deploy.Driving;

/// <summary>Measures how long a zone is watched, in ticks that are recorded one by one.</summary>
/// <remarks>A tick counts as long as it was meant to be, however late it ends: a host that was frozen has watched nothing meanwhile.</remarks>
internal sealed class ZoneWatch(TimeProvider timeProvider)
{
    /// <summary>The longest time that a restart of the host makes a zone be watched once more.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    private (ZoneWatched Seen, Task Over)? _tick;

    /// <summary>Returns the task to wait for, and begins to watch when the state says so.</summary>
    /// <returns>A task that completes with the tick; null when no zone is watched.</returns>
    public Task? Follow(DeploymentState state, CancellationToken cancellationToken)
    {
        if (_tick is null && ZoneProgress.Watching(state) is { } watching)
        {
            var length = watching.Remaining < Tick ? watching.Remaining : Tick;
            _tick = (new ZoneWatched(watching.Zone, watching.Observed + length), Task.Delay(length, timeProvider, cancellationToken));
        }

        return _tick?.Over;
    }

    /// <summary>Returns what was watched since the last time, once.</summary>
    public ZoneWatched? Collect()
    {
        if (_tick is not { Over.IsCompletedSuccessfully: true } tick)
        {
            return null;
        }

        _tick = null;
        return tick.Seen;
    }
}
