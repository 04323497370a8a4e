using Forge.Testing;

namespace Forge.Build.Tests.Running;

/// <summary>The language of builds, through the real engine and the real runner, under each shell that Debian and Alpine have as sh.</summary>
public sealed class BuildRunnerTests : IDisposable
{
    private readonly TempDirectory _bin = new();

    public static TheoryData<string> Shells => ["dash", "bash", "busybox"];

    public void Dispose() => _bin.Dispose();

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Commands_ShareVariablesAndDirectory(string shell)
    {
        await AssertOutputAsync(
            shell,
            """
            version: 0.2
            env: {variables: {A: 'it''s "$HOME" \ x'}}
            phases:
              pre_build:
                commands:
                  - X=1; export E='two words'; cd d
                  - |
                    U='multi
                    line'
              build:
                commands: ['echo "$X $E $A"', 'echo "$U"', 'pwd | sed "s,.*/src,src,"', 'sh -c ''echo "[$X] $E"''']
            """,
            "line'", "1 two words it's \"$HOME\" \\ x", "multi", "line", "src/d", "[] two words");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Exit_EndsOnlyItsCommand(string shell) =>
        await AssertOutputAsync(
            shell,
            "version: 0.2\nphases: {build: {commands: ['Y=kept; cd d; exit 0', 'echo next $Y; basename \"$(pwd)\"', 'exec true', 'echo after $Y', 'return 0', 'echo last']}}",
            "next kept", "d", "after kept", "last");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Options_TrapsAndRedirections_EndWithTheirCommand(string shell) =>
        await AssertOutputAsync(
            shell,
            """
            version: 0.2
            phases:
              build:
                commands:
                  - set -eu; IFS=,; trap '' TERM; exec >/dev/null; echo hidden
                  - 'false; echo "$NOTHING" visible'
                  - 'for w in a b; do echo $w; done; A="x y"; set -- $A; echo $#'
                  - "trap 'echo trapped' EXIT; echo body; Z=3"
                  - echo $Z $#
                  - break
                  - continue
                  - read x; echo "[$x]"
            """,
            " visible", "a", "b", "2", "body", "trapped", "3 0", "[]");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task SyntaxError_FailsItsCommandWithAMessage(string shell)
    {
        using var host = Host(shell);

        var result = await host.RunAsync("version: 0.2\nphases: {build: {commands: ['if then']}, post_build: {commands: [echo post]}}");

        result.Status.Should().Be(BuildStatus.Failed);
        host.Log.Output.Should().Contain(line => line.Contains("yntax error", StringComparison.Ordinal)).And.EndWith("post");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task KilledShell_IsReplacedByOneWithTheLastState(string shell)
    {
        using var host = Host(shell);

        var result = await host.RunAsync("version: 0.2\nphases: {pre_build: {commands: ['export K=kept; cd d']}, build: {commands: ['kill -9 $$']}, post_build: {commands: ['echo $K; basename \"$(pwd)\"']}}");

        result.Phases.Single(phase => phase.Phase == BuildPhase.Build).Message.Should().EndWith("Reason: exit status 137");
        host.Log.Output.Should().EndWith(["kept", "d"]);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task BackgroundProcess_CanBeWaitedForInALaterCommand(string shell) =>
        await AssertOutputAsync(
            shell,
            "version: 0.2\nphases: {build: {commands: ['(sleep 0.1; echo worked) & echo $! >pid', 'wait $(cat pid); echo waited $?']}}",
            "worked", "waited 0");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task UselessPath_FailsProgramsButNotTheRunner(string shell)
    {
        using var host = Host(shell);

        var result = await host.RunAsync("version: 0.2\nenv: {variables: {PATH: '$PATH:/x'}}\nphases: {build: {commands: ['echo builtin', 'no-such-program']}}");

        result.Status.Should().Be(BuildStatus.Failed);
        host.Log.Output.Should().StartWith("builtin");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Retry_RunsThePhaseAgainFromItsStateBefore(string shell) =>
        await AssertOutputAsync(
            shell,
            """
            version: 0.2
            phases:
              pre_build: {commands: [N=0]}
              build:
                on-failure: RETRY-3
                commands: ['N=$((N + 1)); echo "try $N $CODEBUILD_BUILD_SUCCEEDING"; echo x >>tries', 'test $(wc -l <tries) -ge 3']
                finally: ['echo finally $CODEBUILD_BUILD_SUCCEEDING']
              post_build: {commands: ['echo $N $CODEBUILD_BUILD_SUCCEEDING']}
            """,
            "try 1 1", "finally 0", "try 1 1", "finally 0", "try 1 1", "finally 1", "1 1");

    [Theory]
    [InlineData("RETRY-5-no route", 3)]
    [InlineData("RETRY-1", 2)]
    [InlineData("RETRY-5-something else", 1)]
    [InlineData("RETRY-0", 1)]
    public async Task Retry_OnlyAsOftenAndForWhatItsAuthorWants(string onFailure, int tries)
    {
        using var host = Host("dash");

        await host.RunAsync($"version: 0.2\nphases: {{build: {{on-failure: {onFailure}, commands: ['echo x >>tries; test $(wc -l <tries) -ge 3 || echo no route to host', 'test $(wc -l <tries) -ge 3']}}, post_build: {{commands: ['wc -l <tries']}}}}");

        host.Log.Output[^1].Trim().Should().Be($"{tries}");
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Output_LargeAndMixed_ArrivesWholeAndInOrder(string shell)
    {
        using var host = Host(shell);

        await host.RunAsync("version: 0.2\nphases: {build: {commands: ['i=0; while [ $i -lt 3000 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done']}}");

        host.Log.Output.Should().Equal(Enumerable.Range(0, 3000).SelectMany(i => new[] { $"out {i}", $"err {i}" }));
        host.Log.Lines.Select(line => line.Sequence).Should().BeInAscendingOrder().And.StartWith(1);
    }

    [Fact]
    public async Task ShellThatIsMissing_FailsBeforeAnyCommand()
    {
        using var host = Host("dash");

        var result = await host.RunAsync("version: 0.2\nenv: {shell: fishy}\nphases: {build: {commands: [echo hi]}}");

        result.Phases.Single(phase => phase.Status == BuildStatus.Failed).Should().BeEquivalentTo(
            new { Phase = BuildPhase.DownloadSource, StatusCode = "CLIENT_ERROR", Message = "the environment has no shell 'fishy', which env.shell asks for" });
        host.Log.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task BashAsked_HasArraysAndFunctionsAcrossCommands()
    {
        using var host = Host("dash");

        var result = await host.RunAsync("version: 0.2\nenv: {shell: bash}\nphases: {build: {commands: ['a=(1 2 3); f() { echo f $1; }; declare -A m; m[k]=v; exit 0', 'f ${a[1]} && echo ${m[k]}']}}");

        host.Log.Output.Should().Equal("f 2", "v");
        result.Status.Should().Be(BuildStatus.Succeeded);
    }

    private BuildHost Host(string shell)
    {
        var program = shell == "busybox" ? "/bin/busybox" : $"/bin/{shell}";
        var link = _bin.Combine("sh");
        if (!File.Exists(link))
        {
            File.CreateSymbolicLink(link, program);
        }

        return new BuildHost(shellDirectory: _bin.Path).With("d/b.txt", "beta");
    }

    private async Task AssertOutputAsync(string shell, string buildspec, params string[] expected)
    {
        using var host = Host(shell);

        var result = await host.RunAsync(buildspec);

        host.Log.Output.Should().Equal(expected);
        result.Status.Should().Be(BuildStatus.Succeeded);
    }
}
