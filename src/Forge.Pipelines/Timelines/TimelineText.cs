using System.Globalization;
using System.Text;

namespace Forge.Pipelines.Timelines;

/// <summary>Writes a timeline for a terminal. Pure.</summary>
public static class TimelineText
{
    private const int NameWidth = 26;
    private const int BarWidth = 28;

    /// <summary>Renders a timeline as plain text with bars.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <returns>Lines of at most about a hundred characters.</returns>
    public static string Render(Timeline timeline)
    {
        ArgumentNullException.ThrowIfNull(timeline);

        var text = new StringBuilder();
        foreach (var activity in timeline.Activities)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{activity.StartedAt:HH:mm:ss}  {activity.Title}  {activity.Status.ToUpperInvariant()}  {TimelineSpan.Of(activity).Length}");
            text.AppendLine(CultureInfo.InvariantCulture, $"          {activity.Detail}");
            foreach (var lane in activity.Lanes)
            {
                AppendLane(text, activity, lane);
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static void AppendLane(StringBuilder text, TimelineActivity activity, TimelineLane lane)
    {
        var whole = TimelineSpan.Of(activity);
        text.AppendLine(CultureInfo.InvariantCulture, $"  {lane.Name}  {lane.Status}");
        foreach (var step in lane.Steps)
        {
            var span = TimelineSpan.Of(step);
            text.AppendLine(CultureInfo.InvariantCulture, $"    {Mark(step.Outcome)} {step.Name.PadRight(NameWidth)}{Bar(whole, span)} {span.Length,9}{(step.Message.Length > 0 ? "  " + step.Message : "")}");
        }
    }

    private static string Bar(TimelineSpan whole, TimelineSpan part)
    {
        var (from, share) = whole.Locate(part);
        var start = Math.Min((int)(from * BarWidth), BarWidth - 1);
        var length = Math.Clamp((int)Math.Round(share * BarWidth), 1, BarWidth - start);
        return "|" + new string(' ', start) + new string('=', length) + new string(' ', BarWidth - start - length) + "|";
    }

    private static char Mark(TimelineOutcome outcome) => outcome switch
    {
        TimelineOutcome.Good => '+',
        TimelineOutcome.Bad => 'x',
        TimelineOutcome.Running => '>',
        _ => '-',
    };
}
