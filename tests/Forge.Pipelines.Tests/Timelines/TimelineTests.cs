using Forge.Pipelines.Timelines;

namespace Forge.Pipelines.Tests.Timelines;

public sealed class TimelineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Timeline Sample = new()
    {
        Activities =
        [
            new TimelineActivity
            {
                Title = "Build <shop> #1",
                Detail = "shop at 0123456789",
                Status = "Succeeded",
                Outcome = TimelineOutcome.Good,
                StartedAt = Noon,
                EndedAt = Noon.AddSeconds(10),
                Lanes =
                [
                    new TimelineLane
                    {
                        Name = "phases",
                        Status = "Succeeded",
                        Steps =
                        [
                            Step("Install", 0, 5, TimelineOutcome.Good, ""),
                            Step("Build", 5, 10, TimelineOutcome.Bad, "exit status 1 & <more>"),
                        ],
                    },
                ],
            },
        ],
    };

    [Fact]
    public void RenderHtml_Titles_AreEscaped()
    {
        var page = TimelineHtml.Render(Sample, "A & B");

        page.Should().Contain("Build &lt;shop&gt; #1").And.Contain("exit status 1 &amp; &lt;more&gt;").And.Contain("<title>A &amp; B</title>").And.NotContain("<shop>");
    }

    [Fact]
    public void RenderHtml_Page_FetchesNothingAndRunsNothing() =>
        TimelineHtml.Render(Sample, "t").Should().NotContain("<script").And.NotContain("http:").And.NotContain("https:").And.NotContain("src=");

    [Fact]
    public void RenderHtml_Bars_StandWhereTheirTimeIs() =>
        TimelineHtml.Render(Sample, "t").Should().Contain("left:0%;width:50%").And.Contain("left:50%;width:50%");

    [Fact]
    public void RenderText_Steps_HaveMarkBarAndLength() =>
        TimelineText.Render(Sample).Should().Contain("+ Install").And.Contain("|==============              |").And.Contain("5.0 s").And.Contain("x Build");

    [Fact]
    public void RenderText_InstantSteps_HaveABar() =>
        TimelineText.Render(new Timeline { Activities = [Sample.Activities[0] with { EndedAt = Noon, Lanes = [new TimelineLane { Name = "l", Status = "", Steps = [Step("Now", 0, 0, TimelineOutcome.Running, "")] }] }] })
            .Should().Contain("> Now").And.Contain("0 ms");

    private static TimelineStep Step(string name, int from, int to, TimelineOutcome outcome, string message) => new()
    {
        Name = name,
        Status = outcome.ToString(),
        Outcome = outcome,
        Message = message,
        StartedAt = Noon.AddSeconds(from),
        EndedAt = Noon.AddSeconds(to),
    };
}
