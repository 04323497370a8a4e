using Forge.Deploy.Running;
using static Forge.Deploy.Tests.Running.RunnerTarget;

namespace Forge.Deploy.Tests.Running;

/// <summary>What happens to a step when its driver, its connection or its machine goes away.</summary>
public sealed class TargetRunnerStepTests
{
    public static TheoryData<string> Shells => TargetShell.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_CallerIsCancelled_StepGoesOnAndIsFoundWithItsWholeOutput(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", WaitingBundle(target));
        var first = new LineCollector();
        using (var host = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
        {
            var running = target.Runner.RunAsync(HookStep("d-1", Hook("a.sh")), Epoch, first, host.Token);
            await first.FirstOutput.WaitAsync(Cancel);
            await host.CancelAsync();
            await running.Awaiting(r => r).Should().ThrowAsync<OperationCanceledException>();
        }

        await File.WriteAllTextAsync(target.In("go"), "", Cancel);
        var second = new LineCollector();
        var next = await target.StartRunnerAsync();
        var outcome = await next.RunAsync(HookStep("d-1", Hook("a.sh")), Epoch, second, Cancel);

        outcome.Should().Be(StepOutcome.Success);
        target.Read("effects").Should().Be("effect\n");
        second.Lines.Should().Equal("LifecycleEvent - AfterInstall", "Script - a.sh", "[stdout]begin", "[stdout]end");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_StepHasEnded_AnswersTheSameAgain(string shell)
    {
        await using var target = await CreateAsync(shell);
        var bundle = new Bundle().Script("a.sh", $"echo x >>{target.In("effects")}; exit 9");

        var first = await target.HooksAsync(bundle, Hook("a.sh"));
        var second = await target.RunAsync(HookStep("d-1", Hook("a.sh")));

        second.Should().Be(first);
        target.Read("effects").Should().Be("x\n");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_ManyCallersAtOnce_StepRunsOnce(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", new Bundle().Script("a.sh", $"echo x >>{target.In("effects")}; sleep 0.3"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => target.RunAsync(HookStep("d-1", Hook("a.sh")))));

        outcomes.Should().AllBeEquivalentTo(StepOutcome.Success);
        target.Read("effects").Should().Be("x\n");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_LowerEpoch_IsFencedAndStartsNothing(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", new Bundle().Script("a.sh", $"echo x >>{target.In("effects")}"));
        (await target.RunAsync(HookStep("d-1", Hook("a.sh")), epoch: 7)).Should().Be(StepOutcome.Success);

        var next = HookStep("d-1", Hook("a.sh")) with { Id = "d-1-again" };
        var fenced = await target.RunAsync(next, epoch: 6);
        var download = await target.Runner.RunAsync(Step("d-2", "DownloadBundle", new TargetWork.Download(new PlainRevision(new Bundle().OpenAsync), 5)), 6, null, Cancel);

        fenced.Status.Should().Be(StepStatus.Fenced);
        fenced.Message.Should().Contain("epoch 7");
        download.Status.Should().Be(StepStatus.Fenced);
        target.Read("effects").Should().Be("x\n");
        (await target.RunAsync(next, epoch: 7)).Should().Be(StepOutcome.Success);
    }

    [Fact]
    public async Task Run_AnotherHostTakesOver_OldFollowerIsFencedAndNewOneFindsTheStep()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        await target.DownloadAsync("d-1", WaitingBundle(target));
        var impatient = await target.StartRunnerAsync(TimeSpan.FromMilliseconds(500));
        var lines = new LineCollector();
        var old = impatient.RunAsync(HookStep("d-1", Hook("a.sh")), 1, lines, Cancel);
        await lines.FirstOutput.WaitAsync(Cancel);

        var next = target.RunAsync(HookStep("d-1", Hook("a.sh")), epoch: 2);
        (await old).Status.Should().Be(StepStatus.Fenced);
        await File.WriteAllTextAsync(target.In("go"), "", Cancel);

        (await next).Should().Be(StepOutcome.Success);
        target.Read("effects").Should().Be("effect\n");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Stop_RunningHook_EndsItAndItsResultSaysSo(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", WaitingBundle(target));
        var lines = new LineCollector();
        var running = target.RunAsync(HookStep("d-1", Hook("a.sh")), log: lines);
        await lines.FirstOutput.WaitAsync(Cancel);

        await target.Runner.StopAsync("d-1-AfterInstall", Group, Epoch, Cancel);

        var outcome = await running;
        outcome.Status.Should().Be(StepStatus.Failed);
        outcome.Message.Should().Be("The step was stopped.");
        (await target.RunAsync(HookStep("d-1", Hook("a.sh")))).Should().Be(outcome);
        target.Read("effects").Should().Be("effect\n");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Stop_NothingRuns_ChangesNothing(string shell)
    {
        await using var target = await CreateAsync(shell);

        await target.Runner.StopAsync("d-1-AfterInstall", Group, Epoch, Cancel);
        (await target.HooksAsync(new Bundle().Script("a.sh", "exit 0"), Hook("a.sh"))).Should().Be(StepOutcome.Success);
        await target.Runner.StopAsync("d-1-AfterInstall", Group, Epoch, Cancel);

        (await target.RunAsync(HookStep("d-1", Hook("a.sh")))).Should().Be(StepOutcome.Success);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_TargetRestartedMeanwhile_IsUnknownAndNotRepeated(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", WaitingBundle(target));
        var before = await target.StartRunnerAsync(TimeSpan.FromMilliseconds(500), "FORGE_BOOT_ID=before");
        var lines = new LineCollector();
        using var host = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = before.RunAsync(HookStep("d-1", Hook("a.sh")), Epoch, lines, host.Token);
        await lines.FirstOutput.WaitAsync(Cancel);
        await host.CancelAsync();

        var after = await target.StartRunnerAsync("FORGE_BOOT_ID=after");
        var outcome = await after.RunAsync(HookStep("d-1", Hook("a.sh")), Epoch, null, Cancel);

        outcome.Status.Should().Be(StepStatus.Unknown, outcome.Message);
        outcome.Code.Should().Be(LifecycleErrorCode.FailedAfterRestart);
        outcome.Message.Should().StartWith("The target restarted while AfterInstall ran.");
        target.Read("effects").Should().Be("effect\n");
        await File.WriteAllTextAsync(target.In("go"), "", Cancel);
        await running.Awaiting(r => r).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Run_StepWasKilledWithoutATrace_IsUnknownAndNotRepeated(string shell)
    {
        await using var target = await CreateAsync(shell);
        await target.DownloadAsync("d-1", WaitingBundle(target));
        var lines = new LineCollector();
        var running = target.RunAsync(HookStep("d-1", Hook("a.sh")), log: lines);
        await lines.FirstOutput.WaitAsync(Cancel);

        var pid = await File.ReadAllTextAsync(Path.Combine(target.State, ".forge/groups", Group, "steps/d-1-AfterInstall/pid"), Cancel);
        using (var worker = System.Diagnostics.Process.GetProcessById(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture)))
        {
            worker.Kill();
        }

        (await running).Status.Should().Be(StepStatus.Unknown);
        (await target.RunAsync(HookStep("d-1", Hook("a.sh")))).Status.Should().Be(StepStatus.Unknown);
        target.Read("effects").Should().Be("effect\n");
        await File.WriteAllTextAsync(target.In("go"), "", Cancel);
    }

    [Fact]
    public async Task Start_ToolIsMissing_NamesIt()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        var tools = target.Directory.MakeDirectory("few-tools");
        foreach (var tool in new[] { "sh", "cat", "mkdir", "mv", "tail", "rm", "grep" })
        {
            File.CreateSymbolicLink(Path.Combine(tools, tool), $"/usr/bin/{tool}");
        }

        var starting = () => TargetRunner.StartAsync(
            target.Session, TimeProvider.System, ["env", $"PATH={tools}", "sh"], TimeSpan.FromSeconds(1), Cancel);

        (await starting.Should().ThrowAsync<DeployTargetException>())
            .Where(e => e.Failure == DeployTargetFailure.Unsupported && e.Message.Contains("it lacks 'awk', 'chgrp'") && e.Target == "one");
    }

    [Fact]
    public async Task Start_StateDirectoryCannotBeMade_SaysWhy()
    {
        await using var target = await CreateAsync(TargetShell.Dash);
        var file = target.Directory.Write("file", "");
        var session = await new Forge.Deploy.Local.LocalDeployTarget(
            "one", new Forge.Deploy.Local.LocalDeployTargetOptions { StateDirectory = $"{file}/state" }, TimeProvider.System).OpenAsync(Cancel);

        var starting = () => TargetRunner.StartAsync(session, TimeProvider.System, Cancel);

        (await starting.Should().ThrowAsync<DeployTargetException>()).WithMessage($"*'{file}/state'*Not a directory*");
    }

    [Fact]
    public async Task Run_IdCannotNameAFolder_Throws()
    {
        await using var target = await CreateAsync(TargetShell.Dash);

        var running = () => target.RunAsync(HookStep("../d-1", Hook("a.sh")));

        await running.Should().ThrowAsync<ArgumentException>().WithMessage("'../d-1*");
    }

    [Fact]
    public async Task Run_ScriptTimesOut_SparesTheSameStepOfAnotherTargetOnThisMachine()
    {
        await using var slow = await CreateAsync(TargetShell.Dash);
        await using var other = await CreateAsync(TargetShell.Dash);
        var waiting = new Bundle().Script("a.sh", $"echo begin; while [ ! -e {other.In("go")} ] && [ -d {other.State} ]; do sleep 0.05; done");
        await other.DownloadAsync("d-1", waiting);
        var lines = new LineCollector();
        var running = other.RunAsync(HookStep("d-1", Hook("a.sh")), log: lines);
        await lines.FirstOutput.WaitAsync(Cancel);

        var timedOut = await slow.HooksAsync(new Bundle().Script("a.sh", "sleep 20"), Hook("a.sh") with { Timeout = TimeSpan.FromSeconds(1) });
        await File.WriteAllTextAsync(other.In("go"), "", Cancel);

        timedOut.Code.Should().Be(LifecycleErrorCode.ScriptTimedOut);
        (await running).Should().Be(StepOutcome.Success);
    }

    // It ends with the test's directory at the latest: some tests leave the script without its runner.
    private static Bundle WaitingBundle(RunnerTarget target) => new Bundle().Script(
        "a.sh",
        $"echo effect >>{target.In("effects")}; echo begin; while [ ! -e {target.In("go")} ] && [ -e {target.In("effects")} ]; do sleep 0.05; done; echo end");
}
