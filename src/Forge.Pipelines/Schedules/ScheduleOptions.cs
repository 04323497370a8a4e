namespace Forge.Pipelines.Schedules;

/// <summary>Starts builds of one project at given times.</summary>
public sealed class ScheduleOptions
{
    /// <summary>Gets or sets the schedule's name: letters, digits and dashes, at most 100.</summary>
    /// <value>Required; unique in a host.</value>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets when: a cron expression of five fields (minute, hour, day of the month, month, day of the week), or of six with seconds first.</summary>
    /// <value>Required. <c>0 2 * * MON-FRI</c> is two o'clock in the morning on working days; <c>@hourly</c>, <c>@daily</c> and so on are understood too.</value>
    public string Cron { get; set; } = "";

    /// <summary>Gets or sets the time zone that <see cref="Cron"/> means, as in <c>Europe/Berlin</c>.</summary>
    /// <value>The default is <c>UTC</c>. A time that a change of the clocks leaves out happens right after it; one that comes twice happens once, unless the expression repeats within the hour.</value>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Gets or sets the project to build.</summary>
    /// <value>Required.</value>
    public string Project { get; set; } = "";

    /// <summary>Gets or sets the version of the project's source.</summary>
    /// <value>The default is empty: the version that the project says.</value>
    public string SourceVersion { get; set; } = "";

    /// <summary>Gets or sets how long a build may take, from one second to 36 hours.</summary>
    /// <value>The default is null: as the project says.</value>
    public TimeSpan? Timeout { get; set; }
}
