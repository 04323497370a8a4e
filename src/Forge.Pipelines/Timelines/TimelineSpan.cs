using System.Globalization;

namespace Forge.Pipelines.Timelines;

/// <summary>A stretch of time to be drawn as a bar.</summary>
internal readonly record struct TimelineSpan(DateTimeOffset Start, DateTimeOffset End)
{
    private const double Second = 1000;

    /// <summary>Gets the length as people write it.</summary>
    public string Length => (End - Start).TotalMilliseconds switch
    {
        < Second => string.Create(CultureInfo.InvariantCulture, $"{(End - Start).TotalMilliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(End - Start).TotalSeconds:0.0} s"),
    };

    /// <summary>Takes the span of an activity; one that goes on reaches to the last thing known of it.</summary>
    public static TimelineSpan Of(TimelineActivity activity) => new(
        activity.StartedAt,
        activity.EndedAt ?? activity.Lanes.SelectMany(lane => lane.Steps).Select(step => step.EndedAt ?? step.StartedAt).Append(activity.StartedAt).Max());

    /// <summary>Takes the span of a step.</summary>
    public static TimelineSpan Of(TimelineStep step) => new(step.StartedAt, step.EndedAt ?? step.StartedAt);

    /// <summary>Tells where a part begins and how much it takes, as shares of the whole from 0 to 1.</summary>
    public (double From, double Share) Locate(TimelineSpan part)
    {
        var whole = (End - Start).TotalMilliseconds;
        return whole <= 0
            ? (0, 1)
            : (Math.Clamp((part.Start - Start).TotalMilliseconds / whole, 0, 1), Math.Clamp((part.End - part.Start).TotalMilliseconds / whole, 0, 1));
    }
}
