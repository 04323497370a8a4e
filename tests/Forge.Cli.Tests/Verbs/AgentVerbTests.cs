using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Forge.Testing;

namespace Forge.Cli.Tests.Verbs;

public sealed class AgentVerbTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Registration => _directory.Combine("registration.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Agent_InvitedAndRegistered_ConnectsToServeAndStopsWhenAsked()
    {
        var port = FreePort();
        _directory.Write("forge.json", """{ "root": "data", "targets": [ { "name": "web-1", "agent": true } ] }""");
        using var server = Start("serve", "--config", _directory.Combine("forge.json"), "--urls", $"http://127.0.0.1:{port}");
        await SaysAsync(server, "Forge serves");
        var invited = await CliRun.OfAsync("agent", "invite", "web-1", "--root", _directory.Combine("data"));
        invited.ExitCode.Should().Be(0, invited.Error);
        _directory.Write("invitation", invited.Output);
        var address = $"http://127.0.0.1:{port}/agents";

        var registered = await CliRun.OfAsync(
            "agent", "register", "--server", address, "--registration", Registration, "--invitation", _directory.Combine("invitation"), "--plain-loopback");
        using var agent = Start("agent", "--server", address, "--registration", Registration, "--plain-loopback");
        await SaysAsync(agent, "is connected");
        await HostProgram.RunAsync("/", ["kill", "-TERM", $"{agent.Id}"], Cancel);
        await agent.WaitForExitAsync(Cancel);

        registered.ExitCode.Should().Be(0, registered.Error);
        registered.Error.Should().Contain("registered as web-1").And.NotContain(invited.LastLine);
        agent.ExitCode.Should().Be(0);
        server.Kill();
        await server.WaitForExitAsync(Cancel);
    }

    [Theory]
    [InlineData("i-1", "is not the name of an agent")]
    [InlineData("a b", "is not the name of an agent")]
    public async Task Invite_WrongName_ExitsWithTwoAndSaysTheRule(string name, string expected)
    {
        var run = await CliRun.OfAsync("agent", "invite", name, "--root", _directory.Path);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(expected);
    }

    [Theory]
    [InlineData("--lifetime", "soon")]
    [InlineData("--lifetime", "-00:01:00")]
    [InlineData("--credential-lifetime", "00:00:01")]
    public async Task Invite_WrongTime_ExitsWithTwo(string option, string value) =>
        (await CliRun.OfAsync("agent", "invite", "web-1", "--root", _directory.Path, option, value)).ExitCode.Should().Be(2);

    [Theory]
    [InlineData("http://forge.example.org/agents")]
    [InlineData("http://127.0.0.1:1/agents")]
    public async Task Agent_PlainHttp_ExitsWithTwo(string server)
    {
        var run = await CliRun.OfAsync("agent", "--server", server, "--registration", Registration);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("https");
    }

    [Fact]
    public async Task Agent_NotRegistered_ExitsWithTwoAndSaysHow()
    {
        var run = await CliRun.OfAsync("agent", "--server", "https://forge.example.org/agents", "--registration", Registration);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("forge agent register");
    }

    [Fact]
    public async Task Register_DamagedInvitation_ExitsWithTwo()
    {
        _directory.Write("invitation", "forge-agent-1.e30.e30");

        var run = await CliRun.OfAsync(
            "agent", "register", "--server", "https://forge.example.org/agents", "--registration", Registration, "--invitation", _directory.Combine("invitation"));

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("invitation");
    }

    [Fact]
    public async Task Deploy_GroupWithAnAgent_ExitsWithTwoAndSaysWhoCan()
    {
        _directory.Write("forge.json", """
            { "targets": [ { "name": "web-1", "agent": true } ], "groups": [ { "name": "web", "application": "shop", "targets": ["web-1"] } ] }
            """);

        var run = await CliRun.OfAsync("deploy", "--config", _directory.Combine("forge.json"), "--group", "web", "--revision", _directory.Path);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("'web-1' of 'web' is a polling agent");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
    {
        RedirectStandardError = true,
    })!;

    private static async Task SaysAsync(Process process, string text)
    {
        while (await process.StandardError.ReadLineAsync(Cancel) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"It ended and did not say '{text}'.");
    }
}
