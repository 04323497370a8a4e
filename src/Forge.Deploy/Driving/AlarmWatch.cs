using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Driving;

/// <summary>Looks at the alarms of one deployment, again and again while it runs.</summary>
/// <param name="alarms">The alarms.</param>
/// <param name="ignoresUnreadable">Whether one that cannot be read is passed over. Otherwise it stops the deployment, for nobody knows what it would say.</param>
/// <param name="interval">The time between two looks.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Told of alarms that cannot be read.</param>
internal sealed partial class AlarmWatch(IReadOnlyList<IAlarm> alarms, bool ignoresUnreadable, TimeSpan interval, TimeProvider timeProvider, ILogger logger)
{
    // One that does not answer must not keep the others from being heard.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks at every alarm once.</summary>
    /// <returns>The first one, in the group's order, that stops the deployment; null when none does.</returns>
    public async Task<AlarmRaised?> LookAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(alarms.Select(alarm => AskAsync(alarm, cancellationToken))).ConfigureAwait(false)).FirstOrDefault(raised => raised is not null);

    /// <summary>Looks until an alarm stops the deployment.</summary>
    /// <returns>The alarm. Without alarms the task ends with its token only.</returns>
    public async Task<AlarmRaised> WatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(alarms.Count > 0 ? interval : Timeout.InfiniteTimeSpan, timeProvider, cancellationToken).ConfigureAwait(false);
            if (await LookAsync(cancellationToken).ConfigureAwait(false) is { } raised)
            {
                return raised;
            }
        }
    }

    private async Task<AlarmRaised?> AskAsync(IAlarm alarm, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await alarm.GetStateAsync(either.Token).ConfigureAwait(false) is AlarmState.Alarm
                ? new AlarmRaised(alarm.Name, $"the alarm '{alarm.Name}' is raised")
                : null;
        }
        catch (AlarmException e)
        {
            return Unreadable(alarm.Name, e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreadable(alarm.Name, $"no answer within {Patience.TotalSeconds:0} seconds", e);
        }
    }

    private AlarmRaised? Unreadable(string alarm, string why, Exception cause)
    {
        Log.Unreadable(logger, alarm, cause);
        return ignoresUnreadable ? null : new AlarmRaised(alarm, $"the alarm '{alarm}' cannot be read: {why}");
    }

    private static partial class Log
    {
        [LoggerMessage(3050, LogLevel.Warning, "The alarm {Alarm} cannot be read.")]
        public static partial void Unreadable(ILogger logger, string alarm, Exception cause);
    }
}
