using System.Text;
using Forge.Git.Pushes;
using Forge.Shared.Processes;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Git.Tests.Pushes;

/// <summary>The hook script itself, under every shell that may be /bin/sh.</summary>
public sealed class ReceiveHookTests : IAsyncLifetime
{
    private const string Line = "0000000000000000000000000000000000000000 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa refs/heads/main";

    private readonly HostedGit _git = new();
    private readonly TempDirectory _directory = new();
    private readonly Dictionary<string, string> _environment = new() { ["PATH"] = "/usr/bin:/bin" };
    private HookChannel _channel = null!;

    public static TheoryData<string> Shells => ["dash", "bash", "busybox ash"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Hooks => Path.Combine(_git.Root, "hooks");

    public async ValueTask InitializeAsync()
    {
        await new PushHooks(_git.Hosting.Root, _git.Hosting.Lock, NullLogger<PushHooks>.Instance).WriteAsync(Cancel);
        _channel = new HookChannel(_directory.Combine("push"));
        _environment["FORGE_PUSH_TOKEN"] = "token";
        _environment["FORGE_PUSH_DIRECTORY"] = _channel.Directory;
        _environment["GIT_QUARANTINE_PATH"] = "/objects/tmp";
    }

    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        _directory.Dispose();
        _git.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task PreReceive_HostSaysYes_Succeeds(string shell)
    {
        var running = RunAsync(shell, "pre-receive");

        var question = await ReadAsync(4);
        await _channel.WriteLinesAsync(["say careful", "yes token"], Cancel);

        question.Should().Equal("pre-receive token", "objects /objects/tmp", Line, "end");
        (await running).Should().Be((0, "", "careful\n"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task PreReceive_HostSaysNo_FailsWithTheReasons(string shell)
    {
        var running = RunAsync(shell, "pre-receive");

        await ReadAsync(4);
        await _channel.WriteLinesAsync(["say main: denied -n $(id)", "no"], Cancel);

        (await running).Should().Be((1, "", "main: denied -n $(id)\n"));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("yes other")]
    [InlineData("yes token2")]
    public async Task PreReceive_AnswerWithoutTheToken_IsNoYes(string answer)
    {
        var running = RunAsync("dash", "pre-receive");

        await ReadAsync(4);
        await _channel.WriteLinesAsync([answer], Cancel);
        _channel.CloseAnswers();

        (await running).ExitCode.Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task PreReceive_HostDies_Fails(string shell)
    {
        var running = RunAsync(shell, "pre-receive");

        await ReadAsync(4);
        _channel.CloseAnswers();

        (await running).Should().Be((1, "", "Forge refuses the push: the host does not answer.\n"));
    }

    [Theory]
    [InlineData("pre-receive")]
    [InlineData("proc-receive")]
    [InlineData("post-receive")]
    public async Task AnyHook_NoToken_Fails(string hook)
    {
        _environment.Remove("FORGE_PUSH_TOKEN");

        (await RunAsync("dash", hook)).Should().Be((1, "", "Forge refuses the push: it does not come through the Forge host.\n"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task PreReceive_PipesAreNotThere_Fails(string shell)
    {
        var result = await RunBareAsync(shell, "pre-receive");

        result.ExitCode.Should().NotBe(0);
    }

    [Fact]
    public async Task ProcReceive_HostHasNotSaidYes_Fails() =>
        (await RunAsync("dash", "proc-receive")).Should().Be((1, "", "Forge refuses the push: the host has not allowed it.\n"));

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task ProcReceive_HostHasSaidYes_PassesTheReportOn(string shell)
    {
        await _channel.WriteReportAsync(ProcReceiveReport.Write([RefUpdate.Read(Line)!]), Cancel);

        var result = await RunAsync(shell, "proc-receive");

        result.Should().Be((0, "000eversion=1\n00000016ok refs/heads/main0017option fall-through0000", ""));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task PostReceive_HostDies_IsNoFailure(string shell)
    {
        var running = RunAsync(shell, "post-receive");

        (await ReadAsync(4)).Should().StartWith("post-receive token");
        _channel.CloseAnswers();

        (await running).ExitCode.Should().Be(0);
    }

    private async Task<IReadOnlyList<string>> ReadAsync(int count)
    {
        var lines = new List<string>();
        while (lines.Count < count)
        {
            lines.Add(await _channel.ReadLineAsync(Cancel));
        }

        return lines;
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(string shell, string hook) => RunAsync(_channel.Wrap(Arguments(shell, hook)));

    private Task<(int ExitCode, string Output, string Error)> RunBareAsync(string shell, string hook) => RunAsync(Arguments(shell, hook));

    private string[] Arguments(string shell, string hook) => [.. shell.Split(' '), Path.Combine(Hooks, hook)];

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyList<string> arguments)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(Line + "\n"));
        var result = await ProcessRunner.RunAsync(new ProcessSpec { Arguments = arguments, Environment = _environment }, input, 10_000, TimeProvider.System, Cancel);
        return (result.ExitCode, Encoding.UTF8.GetString(result.StandardOutput), Encoding.UTF8.GetString(result.StandardError));
    }
}
