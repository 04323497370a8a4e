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
        var lines = new LineCollector();
        await target.DownloadAsync("d-1", new Bundle()
            .Script("a.sh", "read -r line && echo got; echo \"$LIFECYCLE_EVENT $DEPLOYMENT_ID $TARGET_NAME $(pwd)\"")
            .Script("b.sh", "echo oops >&2"));

        var outcome = await target.RunAsync(HookStep("d-1", Hook("a.sh"), Hook("/b.sh")), log: lines);

        outcome.Should().Be(StepOutcome.Success);
        lines.Lines.Should().Equal(
            "LifecycleEvent - AfterInstall", "Script - a.sh", "[stdout]AfterInstall d-1 it's one /", "Script - b.sh", "[stderr]oops");
        target.ReadLog("d-1").Split('\n').Should().SatisfyRespectively(
            l => l.Should().MatchRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d LifecycleEvent - AfterInstall$"),
            l => l.Should().EndWith(" Script - a.sh"),
            l => l.Should().MatchRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[stdout\]AfterInstall"),
            l => l.Should().EndWith(" Script - b.sh"),
            l => l.Should().EndWith(" [stderr]oops"),
            l => l.Should().BeEmpty());
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_ScriptIsNotExecutableAndNextIsMissing_RunsTheFirstAndFailsWithCode1(string shell)
    {
        await using var target = await CreateAsync(shell);

        var outcome = await target.HooksAsync(
            new Bundle().File("a.sh", $"#!/bin/sh\necho ran >{target.In("ran")}\n", (UnixFileMode)0b110_000_000), Hook("a.sh"), Hook("nope.sh"));

        outcome.Code.Should().Be(LifecycleErrorCode.ScriptMissing);
        outcome.Status.Should().Be(StepStatus.Failed);
        outcome.Script.Should().Be("nope.sh");
        outcome.Message.Should().Be("The script 'nope.sh' does not exist in the revision.");
        target.Read("ran").Should().Be("ran\n");
        File.GetUnixFileMode(Path.Combine(target.Archive("d-1"), "a.sh")).Should().Be((UnixFileMode)0b111_001_001);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_ScriptIsTooSlow_FailsWithCode3AndLaterScriptsDoNotRun(string shell)
    {
        await using var target = await CreateAsync(shell);
        var bundle = new Bundle().Script("a.sh", "echo before; exec sleep 600").Script("b.sh", $"touch {target.In("b-ran")}");

        var outcome = await target.HooksAsync(bundle, Hook("a.sh", seconds: 0.5), Hook("b.sh"));

        outcome.Code.Should().Be(LifecycleErrorCode.ScriptTimedOut);
        outcome.Script.Should().Be("a.sh");
        outcome.Message.Should().Be("The script 'a.sh' failed to complete in 0.5 seconds and was stopped.");
        outcome.LogTail.Should().Be("LifecycleEvent - AfterInstall\nScript - a.sh\n[stdout]before\n");
        File.Exists(target.In("b-ran")).Should().BeFalse();
    }

    [Fact]
    public async Task Run_ScriptIgnoresTermAndLeavesItsGroup_AllOfItIsKilled()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        var bundle = new Bundle().Script(
            "a.sh", $"trap '' TERM; setsid sh -c 'echo $$ >{target.In("escaped")}; exec sleep 600' & echo $$ >{target.In("own")}; while :; do sleep 1; done");

        var outcome = await target.HooksAsync(bundle, Hook("a.sh", seconds: 0.5));

        outcome.Code.Should().Be(LifecycleErrorCode.ScriptTimedOut);
        IsAlive(target.Read("own")).Should().BeFalse();
        IsAlive(target.Read("escaped")).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_ScriptFails_FailsWithCode4AndItsLog(string shell)
    {
        await using var target = await CreateAsync(shell);

        var outcome = await target.HooksAsync(new Bundle().Script("a.sh", "echo why >&2; exit 42"), Hook("a.sh"));

        outcome.Should().Be(new StepOutcome(
            StepStatus.Failed,
            LifecycleErrorCode.ScriptFailed,
            "a.sh",
            "The script 'a.sh' failed with exit code 42.",
            "LifecycleEvent - AfterInstall\nScript - a.sh\n[stderr]why\n"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_SignalEndsTheScript_FailsWithCode4AndNamesTheSignal(string shell)
    {
        await using var target = await CreateAsync(shell);

        var outcome = await target.HooksAsync(new Bundle().Script("a.sh", "kill -KILL $$"), Hook("a.sh"));

        outcome.Code.Should().Be(LifecycleErrorCode.ScriptFailed);
        outcome.Message.Should().Be("The script 'a.sh' failed with exit code 137, as after the signal KILL.");
    }

    [Theory]
    [InlineData("echo fine >\"$OUT\"", LifecycleErrorCode.Success)]
    [InlineData("#!/bin/sh\r\necho no", LifecycleErrorCode.ScriptFailed)]
    [InlineData("#!/no/such/interpreter\n", LifecycleErrorCode.ScriptFailed)]
    public async Task Run_FirstLineOfTheScript_DecidesWhoRunsIt(string content, LifecycleErrorCode expected)
    {
        foreach (var shell in new[] { TargetShell.Dash, TargetShell.Bash, TargetShell.Busybox })
        {
            await using var target = await CreateAsync(shell);

            var outcome = await target.HooksAsync(
                new Bundle().File("a.sh", content.Replace("$OUT", target.In("out"), StringComparison.Ordinal), (UnixFileMode)0b111_101_101), Hook("a.sh"));

            outcome.Code.Should().Be(expected, shell);
            File.Exists(target.In("out")).Should().Be(expected is LifecycleErrorCode.Success);
        }
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_BackgroundChildHoldsTheOutput_FailsWithCode6(string shell)
    {
        await using var target = await CreateAsync(shell);

        var outcome = await target.HooksAsync(new Bundle().Script("a.sh", $"sleep 600 & echo $! >{target.In("pid")}; exit 1"), Hook("a.sh", seconds: 0.5));

        outcome.Code.Should().Be(LifecycleErrorCode.OutputsLeftOpen);
        outcome.Script.Should().Be("a.sh");
        Kill(target.Read("pid"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_BackgroundChildHasItsOutputElsewhere_SucceedsAndTheChildStays(string shell)
    {
        await using var target = await CreateAsync(shell);

        var outcome = await target.HooksAsync(
            new Bundle().Script("a.sh", $"setsid sleep 600 </dev/null >/dev/null 2>&1 & echo $! >{target.In("pid")}"), Hook("a.sh"));

        outcome.Should().Be(StepOutcome.Success);
        IsAlive(target.Read("pid")).Should().BeTrue();
        Kill(target.Read("pid"));
    }

    [Theory]
    [InlineData("s.sh --x", LifecycleErrorCode.ScriptMissing)]
    [InlineData("my s.sh", LifecycleErrorCode.ScriptFailed)]
    [InlineData("it's$(id).sh", LifecycleErrorCode.Success)]
    [InlineData("-dash.sh", LifecycleErrorCode.Success)]
    [InlineData("a%0A;b.sh", LifecycleErrorCode.Success)]
    [InlineData("folder", LifecycleErrorCode.ScriptFailed)]
    public async Task Run_LocationIsUnusual_IsOneFileNameAndNoCommandLine(string location, LifecycleErrorCode expected)
    {
        foreach (var shell in new[] { TargetShell.Dash, TargetShell.Bash, TargetShell.Busybox })
        {
            await using var target = await CreateAsync(shell);
            var bundle = new[] { "s.sh", "my s.sh", "it's$(id).sh", "-dash.sh", "a%0A;b.sh", "folder/x" }
                .Aggregate(new Bundle(), (b, name) => b.Script(name, "exit 0"));

            var outcome = await target.HooksAsync(bundle, Hook(location));

            outcome.Code.Should().Be(expected, shell);
            outcome.Script.Should().Be(expected is LifecycleErrorCode.Success ? "" : location);
        }
    }

    [Theory]
    [InlineData("no-such-account", LifecycleErrorCode.ScriptFailed)]
    [InlineData("root", LifecycleErrorCode.Success)]
    [InlineData("nobody", LifecycleErrorCode.ScriptFailed)]
    public async Task Run_AsAnotherAccount_DependsOnTheAccount(string account, LifecycleErrorCode expected)
    {
        foreach (var shell in new[] { TargetShell.Dash, TargetShell.Busybox })
        {
            await using var target = await CreateAsync(shell);

            var outcome = await target.HooksAsync(new Bundle().Script("a.sh", "id -un"), Hook("a.sh", runAs: account));

            outcome.Code.Should().Be(expected, shell);
            if (expected is not LifecycleErrorCode.Success)
            {
                outcome.Message.Should().Contain($"'a.sh' [run as user {account}]").And.Contain($"'{account}'");
            }
        }
    }

    [Theory]
    [InlineData(TargetShell.Dash)]
    [InlineData(TargetShell.Busybox)]
    public async Task Run_AsAnAccountWithAShell_ChangesTheAccountAndItsHome(string shell)
    {
        await using var target = await CreateAsync(shell);
        var lines = new LineCollector();
        await target.DownloadAsync("d-1", new Bundle().Script("a.sh", "echo \"$(id -un) $HOME $USER $LIFECYCLE_EVENT\""));

        // The one system account that Debian gives a shell besides root.
        var outcome = await target.RunAsync(HookStep("d-1", Hook("a.sh", runAs: "sync")), log: lines);

        outcome.Code.Should().Be(LifecycleErrorCode.Success);
        lines.Lines.Should().Contain("[stdout]sync /bin sync AfterInstall");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_FailingScriptPrints5Kilobytes_TailIsTheLastWholeLines(string shell)
    {
        await using var target = await CreateAsync(shell);
        const string Line = "0123456789012345678901234567890123456789";

        var outcome = await target.HooksAsync(
            new Bundle().Script("a.sh", $"i=0; while [ $i -lt 125 ]; do echo {Line}; i=$((i+1)); done; exit 1"), Hook("a.sh"));

        const int LineLength = 49;
        outcome.LogTail.Should().HaveLength(2048 / LineLength * LineLength).And.StartWith("[stdout]0").And.EndWith("9\n");
    }

    [Fact]
    public async Task Run_FailingScriptPrintsOneLongLine_TailIsEmpty()
    {
        await using var target = await CreateAsync(TargetShell.Dash);

        var outcome = await target.HooksAsync(new Bundle().Script("a.sh", "head -c 3000 /dev/zero | tr '\\0' x; exit 1"), Hook("a.sh"));

        outcome.LogTail.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_ScriptFloodsItsOutput_KeepsTheBeginningAndTheEnd()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        var lines = new LineCollector();
        await target.DownloadAsync("d-1", new Bundle().Script("a.sh", "yes 0123456789 2>/dev/null | head -n 2000000; echo the end"));

        var outcome = await target.RunAsync(HookStep("d-1", Hook("a.sh")), log: lines);

        outcome.Should().Be(StepOutcome.Success);
        lines.Lines.Should().HaveCountLessThan(500_000);
        lines.Lines[^1].Should().Be("[stdout]the end");
        lines.Lines.Should().ContainSingle(l => l.EndsWith(" lines were left out]"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_Always_GivesTheScriptOnlyTheListedVariables(string shell)
    {
        await using var target = await CreateAsync(shell);
        var lines = new LineCollector();
        await target.DownloadAsync("d-1", new Bundle().Script("a.sh", "env | cut -d= -f1 | sort"));

        await target.RunAsync(HookStep("d-1", Hook("a.sh")), log: lines);

        lines.Lines.Skip(2).Select(l => l["[stdout]".Length..]).Except(["_", "PWD", "SHLVL", "OLDPWD"]).Should().Equal(
            "DEPLOYMENT_ID", "FORGE_HOOK", "FORGE_STEP", "FORGE_STEP_ID", "HOME", "LANG", "LIFECYCLE_EVENT", "PATH", "TARGET_NAME");
    }

    [Fact]
    public async Task Run_AfterTheStep_KeepsNoValueOfAVariable()
    {
        await using var target = await CreateAsync(TargetShell.Dash);

        await target.HooksAsync(new Bundle().Script("a.sh", "exit 0"), Hook("a.sh"));

        // The pipes of the scripts' output may still be there, and whoever opens one waits for a partner.
        foreach (var file in Directory.EnumerateFiles(Path.Combine(target.State, ".forge", "groups"), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is not ("1" or "2")))
        {
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Should().NotContain("it's one").And.NotContain("one");
        }
    }

    // A process that nobody has waited for yet is dead all the same.
    private static bool IsAlive(string processId) =>
        File.Exists($"/proc/{processId.Trim()}/stat") && !File.ReadAllText($"/proc/{processId.Trim()}/stat").Contains(") Z ");

    private static void Kill(string processId)
    {
        using var process = System.Diagnostics.Process.GetProcessById(int.Parse(processId, System.Globalization.CultureInfo.InvariantCulture));
        process.Kill();
    }
}
