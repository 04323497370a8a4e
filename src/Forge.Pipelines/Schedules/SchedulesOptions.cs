namespace Forge.Pipelines.Schedules;

/// <summary>The schedules of a host. Read once, when the host starts.</summary>
public sealed class SchedulesOptions
{
    /// <summary>Gets the schedules.</summary>
    /// <value>The default is none.</value>
    public IList<ScheduleOptions> Schedules { get; } = [];
}
