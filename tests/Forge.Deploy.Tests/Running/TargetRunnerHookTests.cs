using Forge.Deploy.Running;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Running;

public sealed class TargetRunnerHookTests
{
    public static TheoryData<string> Shells => TargetShell.All;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_TwoScripts_RunInOrderWithEnvironmentAndNoInput(string shell)
    {
        await using var target = await CreateAsync(shell);
        var lines = new List<string>();
        await target.DownloadAsync("d-1", new Bundle()
            .Script("a.sh", "read -r line && echo got; echo \"$LIFECYCLE_EVENT $DEPLOYMENT_ID $TARGET_NAME $(pwd)\"")
            .Script("b.sh", "echo oops >&2"));

        var outcome = await target.RunAsync(HookStep("d-1", Hook("a.sh"), Hook("/b.sh")), log: new Collector(lines));

        outcome.Should().Be(StepOutcome.Success);
        lines.Should().Equal(
            "LifecycleEvent - AfterInstall", "Script - a.sh", "[stdout]AfterInstall d-1 it's one /", "Script - b.sh", "[stderr]oops");
        target.ReadLog("d-1").Split('\n').Should().SatisfyRespectively(
            l => l.Should().MatchRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d LifecycleEvent - AfterInstall$"),
            l => l.Should().EndWith(" Script - a.sh"),
            l => l.Should().MatchRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[stdout\]AfterInstall"),
            l => l.Should().EndWith(" Script - b.sh"),
            l => l.Should().EndWith(" [stderr]oops"),
            l => l.Should().BeEmpty());
    }

    private sealed class Collector(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
