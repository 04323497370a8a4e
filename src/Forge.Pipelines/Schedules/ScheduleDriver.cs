using System.Globalization;
using Cronos;
using Forge.Build;
using Forge.Journal;
using Microsoft.Extensions.Logging;

namespace Forge.Pipelines.Schedules;

/// <summary>Starts the builds of one schedule: one for each of its times, whichever host is quicker, and one for all that were missed together.</summary>
internal sealed partial class ScheduleDriver
{
    private readonly ScheduleOptions _schedule;
    private readonly CronExpression _cron;
    private readonly TimeZoneInfo _zone;
    private readonly BuildEngine _builds;
    private readonly IJournal _journal;
    private readonly ILogger _logger;
    private ScheduleState? _state;

    /// <summary>Initializes a new instance of the <see cref="ScheduleDriver"/> class.</summary>
    /// <param name="schedule">A schedule that was validated.</param>
    /// <param name="builds">What builds.</param>
    /// <param name="journal">Where it is recorded what was started.</param>
    /// <param name="logger">The log.</param>
    public ScheduleDriver(ScheduleOptions schedule, BuildEngine builds, IJournal journal, ILogger logger)
    {
        _schedule = schedule;
        _cron = SchedulePlanner.Parse(schedule.Cron);
        _zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        _builds = builds;
        _journal = journal;
        _logger = logger;
    }

    /// <summary>Starts what is due.</summary>
    /// <returns>When something is due next; null for never.</returns>
    /// <exception cref="BuildRefusedException">Too many builds of the project run or wait; it stays due.</exception>
    /// <exception cref="ForgeException">Infrastructure failed; it stays due.</exception>
    public async Task<DateTimeOffset?> AdvanceAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        _state = await ScheduleState.ReadAsync(_journal, _schedule.Name, _state, cancellationToken).ConfigureAwait(false);
        if (_state is not { } state || state.Cron != _schedule.Cron || state.TimeZone != _schedule.TimeZone)
        {
            // A new time begins now: what it would have meant in the past was never missed.
            await RecordAsync(now, buildId: null, cancellationToken).ConfigureAwait(false);
        }
        else if (SchedulePlanner.FindDue(_cron, _zone, state.Through, now) is { } due)
        {
            await RecordAsync(due, await StartAsync(due, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        return _cron.GetNextOccurrence(now, _zone);
    }

    private async Task<string?> StartAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        // Known before it starts: a crash between the start and its record finds the same build again.
        var buildId = DerivedBuildId.Of("schedule", _schedule.Name, due.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        var request = new BuildRequest
        {
            Project = _schedule.Project,
            BuildId = buildId,
            SourceVersion = _schedule.SourceVersion.Length > 0 ? _schedule.SourceVersion : null,
            Timeout = _schedule.Timeout,
            Initiator = $"schedule/{_schedule.Name}",
        };
        try
        {
            await _builds.StartAsync(request, cancellationToken).ConfigureAwait(false);
            Log.Started(_logger, buildId, _schedule.Project, _schedule.Name, due);
            return buildId;
        }
        catch (ArgumentException e)
        {
            // The project cannot be built as it is, now or in a minute. Its next time is another chance.
            Log.CannotStart(_logger, _schedule.Name, e.Message);
            return null;
        }
    }

    // A conflict is another host that was quicker, with the same build.
    private async Task RecordAsync(DateTimeOffset through, string? buildId, CancellationToken cancellationToken)
    {
        var next = new ScheduleState { Cron = _schedule.Cron, TimeZone = _schedule.TimeZone, Through = through, BuildId = buildId };
        await _journal.AppendAsync(next.After(_state, _schedule.Name), cancellationToken).ConfigureAwait(false);
        _state = await ScheduleState.ReadAsync(_journal, _schedule.Name, _state, cancellationToken).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(4030, LogLevel.Information, "Build {Build} of {Project} was started by schedule {Schedule} for {Due}.")]
        public static partial void Started(ILogger logger, string build, string project, string schedule, DateTimeOffset due);

        [LoggerMessage(4031, LogLevel.Error, "Schedule {Schedule} cannot start its build: {Reason}")]
        public static partial void CannotStart(ILogger logger, string schedule, string reason);
    }
}
