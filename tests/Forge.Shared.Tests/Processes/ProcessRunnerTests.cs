using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Forge.Shared.Processes;
using Forge.Testing;

namespace Forge.Shared.Tests.Processes;

public sealed class ProcessRunnerTests : IDisposable
{
    private const int OutputLimit = 1024 * 1024;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_Program_GivesItsOutputAndExitCode()
    {
        var result = await RunAsync("echo out; echo err >&2; exit 7");

        Text(result.StandardOutput).Should().Be("out\n");
        Text(result.StandardError).Should().Be("err\n");
        result.ExitCode.Should().Be(7);
    }

    [Fact]
    public async Task Run_Environment_IsExactlyTheGivenOne()
    {
        var result = await ProcessRunner.RunAsync(
            new ProcessSpec { Arguments = ["/usr/bin/env", "-0"], Environment = new Dictionary<string, string> { ["A"] = "1 =\n2", ["EMPTY"] = "" } },
            standardInput: null,
            OutputLimit,
            TimeProvider.System,
            Cancel);

        Text(result.StandardOutput).Split('\0', StringSplitOptions.RemoveEmptyEntries).Should().BeEquivalentTo("A=1 =\n2", "EMPTY=");
    }

    [Fact]
    public async Task Run_Arguments_ArriveAsGiven()
    {
        string[] words = ["", " ", "$(id)", "'\"\\", "a\nb", "é"];

        var result = await ProcessRunner.RunAsync(Spec("printf", ["%s|", .. words]), standardInput: null, OutputLimit, TimeProvider.System, Cancel);

        Text(result.StandardOutput).Should().Be(string.Concat(words.Select(word => $"{word}|")));
    }

    [Fact]
    public async Task Run_WorkingDirectory_IsUsed() =>
        Text((await ProcessRunner.RunAsync(
            Spec("pwd") with { WorkingDirectory = _directory.Path }, standardInput: null, OutputLimit, TimeProvider.System, Cancel)).StandardOutput)
            .Should().Be($"{_directory.Path}\n");

    [Fact]
    public async Task Run_WorkingDirectoryIsMissing_Throws()
    {
        var running = () => ProcessRunner.RunAsync(
            Spec("pwd") with { WorkingDirectory = _directory.Combine("none") }, standardInput: null, OutputLimit, TimeProvider.System, Cancel);

        await running.Should().ThrowAsync<Win32Exception>();
    }

    [Theory]
    [InlineData("/no/such/program", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task Run_ProgramCannotBeRun_GivesTheExitCodeOfAShell(string program, int expected)
    {
        var result = await ProcessRunner.RunAsync(Spec(program), standardInput: null, OutputLimit, TimeProvider.System, Cancel);

        result.ExitCode.Should().Be(expected);
        Text(result.StandardError).Should().Contain(program);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("KILL", 137)]
    [InlineData("SEGV", 139)]
    public async Task Run_EndedBySignal_GivesItsNumberPlus128(string signal, int expected) =>
        (await RunAsync($"kill -{signal} $$")).ExitCode.Should().Be(expected);

    [Fact]
    public async Task Run_StandardInput_IsReadToItsEnd()
    {
        var text = new string('x', 300_000);

        var result = await ProcessRunner.RunAsync(Spec("wc", "-c"), new MemoryStream(Encoding.ASCII.GetBytes(text)), OutputLimit, TimeProvider.System, Cancel);

        Text(result.StandardOutput).Trim().Should().Be("300000");
    }

    [Fact]
    public async Task Run_WithoutStandardInput_SeesItsEnd() => (await RunAsync("cat; echo done")).ExitCode.Should().Be(0);

    [Fact]
    public async Task Run_ProgramDoesNotReadItsInput_IsNoError()
    {
        var result = await ProcessRunner.RunAsync(
            Spec("sh", "-c", "exec <&-; exit 3"), new MemoryStream(new byte[5_000_000]), OutputLimit, TimeProvider.System, Cancel);

        result.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task Run_MoreOutputThanTheLimit_KeepsTheBeginning()
    {
        var result = await ProcessRunner.RunAsync(
            Spec("sh", "-c", "printf abc; head -c 1000000 /dev/zero; printf def >&2"), standardInput: null, outputLimit: 5, TimeProvider.System, Cancel);

        result.StandardOutput.Should().Equal((byte)'a', (byte)'b', (byte)'c', 0, 0);
        Text(result.StandardError).Should().Be("def");
    }

    [Fact]
    public async Task Run_BackgroundChildHoldsThePipe_DoesNotWaitForIt()
    {
        var watch = Stopwatch.StartNew();

        var result = await ProcessRunner.RunAsync(
            Spec("sh", "-c", "echo before; sleep 100 & echo $!") with { DrainTime = TimeSpan.FromMilliseconds(200) },
            standardInput: null,
            OutputLimit,
            TimeProvider.System,
            Cancel);

        watch.Elapsed.Should().BeLessThan(Soon);
        var lines = Text(result.StandardOutput).Split('\n');
        lines[0].Should().Be("before");
        Process.GetProcessById(int.Parse(lines[1], System.Globalization.CultureInfo.InvariantCulture)).Kill();
    }

    [Fact]
    public async Task Run_Cancelled_KillsEverythingInTheGroup()
    {
        using var cancel = new CancellationTokenSource();
        var running = ProcessRunner.RunAsync(
            Spec("sh", "-c", $"sh -c 'sleep 100 & echo $! > {_directory.Combine("child")}; echo ready > {_directory.Combine("ready")}; wait'"),
            standardInput: null,
            OutputLimit,
            TimeProvider.System,
            cancel.Token);
        await WaitForFileAsync(_directory.Combine("ready"));

        await cancel.CancelAsync();

        var waiting = () => running;
        await waiting.Should().ThrowAsync<OperationCanceledException>();
        var child = (await File.ReadAllTextAsync(_directory.Combine("child"), Cancel)).Trim();
        await WaitUntilGoneAsync(child);
    }

    [Fact]
    public async Task Run_CancelledBeforeTheGroupExists_KillsAllTheSame()
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++)
        {
            using var cancel = new CancellationTokenSource();
            var running = ProcessRunner.RunAsync(Spec("sleep", "100"), standardInput: null, OutputLimit, TimeProvider.System, cancel.Token);
            await cancel.CancelAsync();

            var waiting = () => running;
            await waiting.Should().ThrowAsync<OperationCanceledException>();
        }

        watch.Elapsed.Should().BeLessThan(Soon);
    }

    [Fact]
    public async Task Start_ProgramLeadsItsOwnGroup()
    {
        using var process = RunningProcess.Start(Spec("sh", "-c", "cut -d' ' -f5 /proc/self/stat"), TimeProvider.System);
        using var reader = new StreamReader(process.StandardOutput);

        var group = await reader.ReadToEndAsync(Cancel);

        group.Trim().Should().Be($"{process.Id}");
        (await process.WaitForExitAsync(Cancel)).Should().Be(0);
    }

    [Fact]
    public async Task Kill_ProgramHasEnded_DoesNothing()
    {
        using var process = RunningProcess.Start(Spec("true"), TimeProvider.System);
        await process.WaitForExitAsync(Cancel);

        process.Kill();
        process.Kill();
    }

    private static async Task WaitForFileAsync(string path)
    {
        while (!File.Exists(path))
        {
            await Task.Yield();
        }
    }

    // A killed process stays visible as a zombie until somebody reaps it.
    private static async Task WaitUntilGoneAsync(string processId)
    {
        while (File.Exists($"/proc/{processId}/stat") && !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static Task<ProcessResult> RunAsync(string script) =>
        ProcessRunner.RunAsync(Spec("sh", "-c", script), standardInput: null, OutputLimit, TimeProvider.System, Cancel);

    private static ProcessSpec Spec(string program, params string[] arguments) => new()
    {
        Arguments = [program, .. arguments],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LC_ALL"] = "C.UTF-8" },
    };
}
