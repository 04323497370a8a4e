using Forge.Git.Pushes;
using Forge.Shared.Processes;
using Forge.Testing;

namespace Forge.Git.Tests.Pushes;

public sealed class HookChannelTests : IDisposable
{
    private static readonly Dictionary<string, string> Environment = new() { ["PATH"] = "/usr/bin:/bin" };

    private readonly TempDirectory _directory = new();
    private readonly HookChannel _channel;

    public HookChannelTests() => _channel = new HookChannel(_directory.Combine("push"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrap_Program_HasBothPipesOpen()
    {
        var running = RunAsync("echo hello >&4; read -r line <&3; echo \"got $line\"");

        var question = await _channel.ReadLineAsync(Cancel);
        await _channel.WriteLinesAsync(["yes"], Cancel);

        (question, await running).Should().Be(("hello", (0, "got yes\n")));
    }

    [Fact]
    public async Task CloseAnswers_ReaderWaits_SeesTheEnd()
    {
        var running = RunAsync("echo hello >&4; read -r line <&3 || echo end");
        await _channel.ReadLineAsync(Cancel);

        _channel.CloseAnswers();

        (await running).Should().Be((0, "end\n"));
    }

    [Fact]
    public async Task WriteLines_LineBreakInALine_IsFlattened()
    {
        var running = RunAsync("read -r a <&3; read -r b <&3; echo \"$a|$b\"");

        await _channel.WriteLinesAsync(["one\nyes", "two"], Cancel);

        (await running).Output.Should().Be("one yes|two\n");
    }

    [Fact]
    public async Task ReadLine_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        var reading = _channel.ReadLineAsync(cancelled.Token);

        await cancelled.CancelAsync();

        await FluentActions.Awaiting(() => reading).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void Directory_Always_IsForTheOwnerOnly() =>
        File.GetUnixFileMode(_channel.Directory).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    [Fact]
    public void Dispose_Always_LeavesNothing()
    {
        using (new HookChannel(_directory.Combine("other")))
        {
            Directory.Exists(_directory.Combine("other")).Should().BeTrue();
        }

        Directory.Exists(_directory.Combine("other")).Should().BeFalse();
    }

    public void Dispose()
    {
        _channel.Dispose();
        _directory.Dispose();
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        var spec = new ProcessSpec { Arguments = _channel.Wrap(["sh", "-c", script]), Environment = Environment };
        var result = await ProcessRunner.RunAsync(spec, null, 1000, TimeProvider.System, Cancel);
        return (result.ExitCode, System.Text.Encoding.UTF8.GetString(result.StandardOutput));
    }
}
