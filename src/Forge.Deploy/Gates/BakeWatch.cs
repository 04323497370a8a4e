using Forge.Deploy.Driving;

namespace Forge.Deploy.Gates;

/// <summary>Watches what was deployed, slice by slice, before the deployment counts as a success.</summary>
/// <remarks>
/// Only watched time counts: the alarms are asked before and after each slice, which lasts as long as the monotonic clock says and never longer than was meant.
/// So neither a host that was away or frozen nor a wall clock that was set can shorten a bake.
/// </remarks>
internal static class BakeWatch
{
    /// <summary>The time between two records of how much was observed.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromSeconds(5);

    /// <summary>Watches for one slice, or for what is left.</summary>
    /// <param name="state">The deployment, which bakes.</param>
    /// <param name="alarms">Its alarms.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the watching; what was not recorded does not count.</param>
    /// <returns>How much was observed by now, or the alarm that was raised.</returns>
    public static async Task<DeploymentEvent> WatchAsync(DeploymentState state, AlarmWatch alarms, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var observed = state.Baked ?? TimeSpan.Zero;
        var left = state.Created.BakeTime - observed;
        var slice = left < Slice ? left : Slice;
        if (await alarms.LookAsync(cancellationToken).ConfigureAwait(false) is { } before)
        {
            return before;
        }

        var began = timeProvider.GetTimestamp();
        await Task.Delay(slice, timeProvider, cancellationToken).ConfigureAwait(false);
        var elapsed = timeProvider.GetElapsedTime(began);
        return await alarms.LookAsync(cancellationToken).ConfigureAwait(false) is { } after ? after : new Baked(observed + (elapsed < slice ? elapsed : slice));
    }
}
