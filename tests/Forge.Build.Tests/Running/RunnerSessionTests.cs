using Forge.Build.Running;

namespace Forge.Build.Tests.Running;

/// <summary>What the build runner owes beside the language: robustness, users, breakpoints, and being found again by a later host.</summary>
public sealed class RunnerSessionTests
{
    public static TheoryData<string> Shells => ["dash", "bash", "busybox"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Command_WithAClosedPipe_EndsQuietly(string shell) =>
        await AssertOutputAsync(shell, "phases: {build: {commands: ['yes | head -1', 'echo after']}}", "y", "after");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Command_ThatOpensStandardErrorAnew_LosesNothing(string shell) =>
        await AssertOutputAsync(
            shell, "phases: {build: {commands: ['echo a; echo b >/dev/stderr; echo c >/dev/stdout', 'echo d']}}", "a", "b", "c", "d");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Command_ThatTurnsItsShellOff_EndsAndTheNextOneRuns(string shell) =>
        await AssertOutputAsync(shell, "phases: {build: {commands: ['K=1; echo on', 'set -n', 'echo never', 'echo after $K'], finally: ['echo finally']}}", "on", "never", "after 1", "finally");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Command_ThatTouchesTheRunnersDescriptors_DoesNoHarm(string shell) =>
        await AssertOutputAsync(
            shell, "phases: {build: {commands: ['exec 9>/dev/null 8</dev/null', 'echo x; exec >out 2>&1; echo y', 'exec 8<&- 9>&-', 'cat out; set -e; true', 'echo z']}}", "x", "y", "z");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Command_ThatLeavesAWriterBehind_DoesNotDelayTheBuild(string shell)
    {
        await using var host = new RunnerHost(shell);

        var events = await host.RunAsync("phases: {build: {commands: ['(sleep 600; echo late) &', 'echo done']}}");

        events[^1].Kind.Should().Be(RunnerEventKind.Finished);
        host.Log.Output.Should().Equal("done");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Runner_WhoseEnvironmentIsCutShort_TellsNothingSoThatAnotherMayBegin(string shell)
    {
        await using var host = new RunnerHost(shell);
        await host.OpenAsync("phases: {build: {commands: [echo x]}}");
        var session = host.CreateSession();

        session.Start("export A='x"u8.ToArray(), Cancel);

        (await session.ReadAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
        (await session.Result).ExitCode.Should().Be(1);
        session.Errors.Should().Contain("arrived incomplete");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Runner_WhoseWorkAnotherDoes_EndsBeforeItsFirstCommand(string shell)
    {
        await using var host = new RunnerHost(shell);
        await host.OpenAsync("phases: {build: {commands: [echo x]}}");
        using var file = RunnerFiles.PackFile(RunnerFiles.VoidFile, ReadOnlyMemory<byte>.Empty, DateTimeOffset.UnixEpoch);
        await host.Environment.PutAsync(RunnerFiles.RunnerDirectory, file, Cancel);
        var session = host.CreateSession();

        session.Start(host.StandardInput, Cancel);

        (await host.ReadAsync(session)).Should().ContainSingle().Which.Kind.Should().Be(RunnerEventKind.Ready);
        host.Log.Output.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Rejoin_RunningBuild_GivesAllEventsAndAllOutputAgain(string shell)
    {
        await using var host = new RunnerHost(shell);
        await host.OpenAsync("phases: {build: {commands: [echo one, 'until [ -e go ]; do sleep 0.02; done; yes | head -1', echo three]}}");
        var first = host.CreateSession();
        first.Start(host.StandardInput, CancellationToken.None);
        var before = new List<RunnerEvent>();
        await foreach (var next in first.ReadAsync(Cancel))
        {
            before.Add(next);
            if (next is { Kind: RunnerEventKind.CommandBegan, Command: 2 })
            {
                break;
            }
        }

        await host.ReopenAsync();
        var log = host.BeginLog();
        await File.WriteAllTextAsync(Path.Combine(host.Environment.Directory, "src", "go"), "", Cancel);
        var second = host.CreateSession();
        second.Rejoin(Cancel);
        var events = await host.ReadAsync(second);

        events.Should().StartWith(before);
        events[^1].Kind.Should().Be(RunnerEventKind.Finished);
        log.Output.Should().Equal("one", "y", "three");
    }

    [Fact]
    public async Task ReadAsync_Twice_GivesTheSame()
    {
        await using var host = new RunnerHost();
        var events = await host.RunAsync("phases: {build: {commands: ['seq 20000', 'echo end']}}");
        await host.ReopenAsync();
        var log = host.BeginLog();
        var again = host.CreateSession();
        again.Rejoin(Cancel);

        (await host.ReadAsync(again)).Should().Equal(events);
        log.Output.Should().Equal(host.Log.Output).And.HaveCount(20001);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task C40_RunAs_IsTheUserOfThePhaseOrOfAll(string shell)
    {
        await using var host = new RunnerHost(shell);

        var events = await host.RunAsync(
            """
            run-as: nobody
            phases:
              install: {run-as: daemon, commands: [id -un, 'cat d/b.txt', X=kept, 'echo a >d/new', 'echo err >/dev/stderr'], finally: [id -un]}
              build: {commands: [id -un, 'echo $X', 'cd d; rm b.txt', 'echo b >>new']}
              post_build: {run-as: root, commands: [id -u, 'basename "$(pwd)"', exit 3]}
            env: {exported-variables: [X]}
            """);

        if (Environment.IsPrivilegedProcess)
        {
            host.Log.Output.Should().Equal("daemon", "beta", "err", "daemon", "nobody", "kept", "0", "d");
            events.Should().Contain(next => next.Kind == RunnerEventKind.PhaseFailed).Which.Phase.Should().Be(BuildPhase.PostBuild);
            (await ExportedVariables.ReadAsync(host.Environment, host.Plan, host.BuildLog, Cancel)).Should().Equal(new Dictionary<string, string> { ["X"] = "kept" });
        }
        else
        {
            events.Should().ContainSingle().Which.Text.Should().Contain("only the administrator may become somebody else");
        }
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task RunAs_WithoutSetpriv_UsesSu(string shell)
    {
        await using var host = new RunnerHost(shell);
        await File.WriteAllTextAsync(Path.Combine(host.Bin, "setpriv"), "#!/bin/sh\nexit 127\n", Cancel);
        File.SetUnixFileMode(Path.Combine(host.Bin, "setpriv"), (UnixFileMode)0b111_101_101);
        if (shell == "busybox")
        {
            File.CreateSymbolicLink(Path.Combine(host.Bin, "su"), "/bin/busybox");
        }

        await host.RunAsync("run-as: nobody\nphases: {build: {commands: [id -un, 'echo \"$HOME\" | grep -c home', kill -9 $$, id -un], finally: [id -un]}}");

        host.Log.Output.Where(line => !line.Contains("Killed", StringComparison.Ordinal)).Should().Equal(Environment.IsPrivilegedProcess ? ["nobody", "1", "nobody"] : []);
    }

    [Theory]
    [InlineData("no-such-user", "whom the environment does not have")]
    [InlineData("'*'", "whom the environment does not have")]
    [InlineData("'-u'", "whom the environment does not have")]
    public async Task RunAs_UserThatDoesNotExist_IsRefusedBeforeAnyCommand(string user, string reason)
    {
        await using var host = new RunnerHost();

        var events = await host.RunAsync($"phases: {{install: {{commands: [echo x]}}, build: {{run-as: {user}, commands: [echo y]}}}}");

        events.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = RunnerEventKind.Refused });
        events[0].Text.Should().Contain(reason);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task C32_ExportedVariables_AreThoseOfTheEnd(string shell)
    {
        await using var host = new RunnerHost(shell);

        await host.RunAsync(
            """
            env: {exported-variables: [V, NOT_SET, EMPTY, LINES, SECRET]}
            phases:
              install: {commands: [export V=1, EMPTY=, "LINES='a\n b'"]}
              build: {commands: ['SECRET="is $S"']}
              post_build: {commands: [export V=2]}
            """,
            facts => facts with { RequestSecrets = new Dictionary<string, SecretValue> { ["S"] = new("very-secret") } });

        host.BuildLog.Mask(host.Plan.Secrets);
        (await ExportedVariables.ReadAsync(host.Environment, host.Plan, host.BuildLog, Cancel)).Should().BeEquivalentTo(
            new Dictionary<string, string> { ["V"] = "2", ["EMPTY"] = "", ["LINES"] = "a\n b", ["SECRET"] = "is ***" });
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Breakpoint_WithDebugging_WaitsForTheHostOrForResume(string shell)
    {
        await using var host = new RunnerHost(shell);
        await host.OpenAsync(
            "phases: {build: {commands: [echo before, codebuild-breakpoint, echo between, '(sleep 0.3; codebuild-resume) & codebuild-breakpoint; echo after']}}",
            facts => facts with { HasDebugging = true });
        var session = host.CreateSession();
        session.Start(host.StandardInput, Cancel);
        var kinds = new List<RunnerEventKind>();
        await foreach (var next in session.ReadAsync(Cancel))
        {
            kinds.Add(next.Kind);
            if (next is { Kind: RunnerEventKind.Paused, Command: 2 })
            {
                await File.WriteAllTextAsync(Path.Combine(host.Environment.Directory, "runner", "resume"), "", Cancel);
            }
        }

        kinds.Where(kind => kind is RunnerEventKind.Paused or RunnerEventKind.Resumed).Should().Equal(
            RunnerEventKind.Paused, RunnerEventKind.Resumed, RunnerEventKind.Paused, RunnerEventKind.Resumed);
        host.BuildLog.EndOutput();
        await host.RecordLogAsync();
        host.Log.Output.Where(line => !line.StartsWith("Paused", StringComparison.Ordinal)).Should().Equal("before", "between", "after");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Breakpoint_WithoutDebugging_DoesNothing(string shell) =>
        await AssertOutputAsync(shell, "phases: {build: {commands: [codebuild-breakpoint && codebuild-resume && echo on]}}", "on");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Runner_WhoseDirectoryIsGone_Ends(string shell)
    {
        await using var host = new RunnerHost(shell);
        await host.OpenAsync("phases: {build: {commands: ['rm -rf \"$CODEBUILD_SRC_DIR/../runner\"', echo on]}}");
        var session = host.CreateSession();

        session.Start(host.StandardInput, Cancel);

        (await session.Result).ExitCode.Should().NotBe(0);
    }

    private static async Task AssertOutputAsync(string shell, string yaml, params string[] expected)
    {
        await using var host = new RunnerHost(shell);

        var events = await host.RunAsync(yaml);

        host.Log.Output.Should().Equal(expected);
        events[^1].Kind.Should().Be(RunnerEventKind.Finished);
        events.Should().NotContain(next => next.Kind == RunnerEventKind.PhaseFailed);
    }
}
