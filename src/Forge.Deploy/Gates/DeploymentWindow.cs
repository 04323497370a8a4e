namespace Forge.Deploy.Gates;

/// <summary>A time of the week in which deployments may begin, by the wall clock of a time zone. Pure.</summary>
/// <param name="Days">The days on which it begins; none stands for every day.</param>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends; not a part of it.</param>
/// <param name="Zone">The time zone.</param>
internal sealed record DeploymentWindow(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    /// <summary>Makes the window of options that were validated.</summary>
    public static DeploymentWindow Of(DeploymentWindowOptions options) =>
        new([.. options.Days], options.From, options.To, TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone));

    /// <summary>Tells whether the window is open.</summary>
    public bool IsOpen(DateTimeOffset now)
    {
        var wall = TimeZoneInfo.ConvertTime(now, Zone);
        var (time, day) = (TimeOnly.FromTimeSpan(wall.TimeOfDay), wall.DayOfWeek);
        return To > From
            ? time >= From && time < To && BeginsOn(day)
            : (time >= From && BeginsOn(day)) || (time < To && BeginsOn(wall.AddDays(-1).DayOfWeek));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Days.Count is 0 ? "every day" : string.Join(", ", Days))} {From:HH:mm}-{To:HH:mm} {Zone.Id}";

    private bool BeginsOn(DayOfWeek day) => Days.Count is 0 || Days.Contains(day);
}
