using System.Globalization;
using System.Net;
using System.Text;

namespace Forge.Pipelines.Timelines;

/// <summary>Writes a timeline as one self-contained HTML page: no script, nothing fetched. Pure.</summary>
public static class TimelineHtml
{
    private const double Percent = 100;
    private const double NarrowestBar = 0.4;

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c2430; --soft: #667085; --line: #e4e7ec; --card: #fff; --page: #f5f6f8;
          --good: #2e9e6b; --bad: #d64545; --neutral: #98a2b3; --running: #3b7ddd; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --soft: #98a2b3; --line: #2b3340; --card: #171c24; --page: #0f1319; } }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 2rem clamp(1rem, 4vw, 4rem); background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; margin: 0 0 1.5rem; }
        article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; margin: 0 0 1rem; }
        header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
        h2 { font-size: 1.05rem; margin: 0; }
        h3 { font-size: .9rem; margin: 1rem 0 .25rem; }
        p { margin: .15rem 0 0; color: var(--soft); overflow-wrap: anywhere; }
        time, .length { color: var(--soft); font-variant-numeric: tabular-nums; }
        .status { font-size: .75rem; font-weight: 600; padding: .1rem .55rem; border-radius: 99px; color: #fff; }
        .row { display: grid; grid-template-columns: 11rem 1fr 5.5rem; gap: .75rem; align-items: center; padding: .15rem 0; }
        .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .track { position: relative; height: .8rem; border-radius: 4px; background: var(--line); }
        .bar { position: absolute; top: 0; bottom: 0; border-radius: 4px; }
        .length { text-align: right; }
        .message { grid-column: 2 / 4; color: var(--bad); font-size: .85rem; overflow-wrap: anywhere; }
        .good { background: var(--good); } .bad { background: var(--bad); } .neutral { background: var(--neutral); } .running { background: var(--running); }
        @media (max-width: 40rem) { .row { grid-template-columns: 7rem 1fr 4.5rem; gap: .5rem; } }
        """;

    /// <summary>Renders a timeline as a page.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="title">The page's title.</param>
    /// <returns>An HTML document.</returns>
    public static string Render(Timeline timeline, string title)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        ArgumentNullException.ThrowIfNull(title);

        var page = new StringBuilder();
        page.AppendLine("<!DOCTYPE html>").AppendLine("<html lang=\"en\">").AppendLine("<head>").AppendLine("<meta charset=\"utf-8\">");
        page.AppendLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.AppendLine(CultureInfo.InvariantCulture, $"<title>{Text(title)}</title>");
        page.AppendLine("<style>").AppendLine(Style).AppendLine("</style>").AppendLine("</head>").AppendLine("<body>");
        page.AppendLine(CultureInfo.InvariantCulture, $"<h1>{Text(title)}</h1>");
        foreach (var activity in timeline.Activities)
        {
            AppendActivity(page, activity);
        }

        return page.AppendLine("</body>").AppendLine("</html>").ToString();
    }

    private static void AppendActivity(StringBuilder page, TimelineActivity activity)
    {
        var whole = TimelineSpan.Of(activity);
        page.AppendLine("<article>").AppendLine("<header>");
        page.AppendLine(CultureInfo.InvariantCulture, $"<h2>{Text(activity.Title)}</h2>{Status(activity.Status, activity.Outcome)}");
        page.AppendLine(CultureInfo.InvariantCulture, $"<time datetime=\"{activity.StartedAt:O}\">{activity.StartedAt:HH:mm:ss}</time><span class=\"length\">{whole.Length}</span>");
        page.AppendLine("</header>");
        page.AppendLine(CultureInfo.InvariantCulture, $"<p>{Text(activity.Detail)}</p>");
        foreach (var lane in activity.Lanes)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"<h3>{Text(lane.Name)} · {Text(lane.Status)}</h3>");
            foreach (var step in lane.Steps)
            {
                AppendStep(page, whole, step);
            }
        }

        page.AppendLine("</article>");
    }

    private static void AppendStep(StringBuilder page, TimelineSpan whole, TimelineStep step)
    {
        var span = TimelineSpan.Of(step);
        var (from, share) = whole.Locate(span);
        var width = Math.Max(share * Percent, NarrowestBar);
        var left = Math.Min(from * Percent, Percent - width);
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"row\"><span class=\"name\" title=\"{Text(step.Name)}\">{Text(step.Name)}</span>");
        page.Append(CultureInfo.InvariantCulture, $"<span class=\"track\"><span class=\"bar {Class(step.Outcome)}\" style=\"left:{left:0.##}%;width:{width:0.##}%\" title=\"{Text(step.Status)}\"></span></span>");
        page.Append(CultureInfo.InvariantCulture, $"<span class=\"length\">{span.Length}</span>");
        page.AppendLine(step.Message.Length > 0 ? $"<span class=\"message\">{Text(step.Message)}</span></div>" : "</div>");
    }

    private static string Status(string status, TimelineOutcome outcome) => $"<span class=\"status {Class(outcome)}\">{Text(status)}</span>";

    private static string Class(TimelineOutcome outcome) => outcome switch
    {
        TimelineOutcome.Good => "good",
        TimelineOutcome.Bad => "bad",
        TimelineOutcome.Running => "running",
        _ => "neutral",
    };

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
