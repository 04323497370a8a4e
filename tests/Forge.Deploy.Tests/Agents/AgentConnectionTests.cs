using System.Text.Json;
using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Connections;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

public sealed class AgentConnectionTests : IDisposable
{
    private readonly AgentHostingOptions _options = new() { PollTime = TimeSpan.FromMilliseconds(300), LostAfter = TimeSpan.FromSeconds(20) };
    private AgentConnection? _connection;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AgentConnection Connection => _connection ??= new AgentConnection(
        "web-1",
        new ConnectRequest
        {
            Instance = "i",
            Link = "l",
            NextLink = "n",
            Platform = new AgentPlatform { OperatingSystem = "linux", User = "root", IsAdministrator = true, BootId = "" },
        },
        AgentScene.Signer,
        _options,
        TimeProvider.System);

    public void Dispose() => _connection?.Dispose();

    [Fact]
    public async Task PollAsync_NothingToDo_ReturnsNothingWhenItsTimeIsOver() => (await PollAsync(0)).Should().BeEmpty();

    [Fact]
    public async Task PollAsync_AgentWantsToWaitForLess_IsAnsweredSooner()
    {
        _options.PollTime = TimeSpan.FromHours(1);

        (await Connection.PollAsync(new PollRequest(Connection.Session, 0, [], Seconds: 0.01), Cancel)).Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task PollAsync_CommandComesMeanwhile_IsAnsweredWithIt()
    {
        _options.PollTime = TimeSpan.FromHours(1);
        var polling = PollAsync(0);

        Connection.Send(await CommandAsync("c"));

        (await polling).Should().ContainSingle().Which.Should().Match<AgentMessage>(m => m.Command == "c" && m.Sequence == 1 && m.Agent == "web-1" && m.Session == Connection.Session);
    }

    [Fact]
    public async Task PollAsync_AnswerWasLost_ComesAgainUntilItIsAcknowledged()
    {
        Connection.Send(await CommandAsync("c"));
        var first = await PollAsync(0);

        (await PollAsync(0)).Should().BeEquivalentTo(first);
        (await PollAsync(1, "c")).Should().BeEmpty();
    }

    [Fact]
    public async Task PollAsync_ALaterOneComes_TheEarlierOneIsAnsweredWithNothing()
    {
        _options.PollTime = TimeSpan.FromHours(1);
        var earlier = PollAsync(0);
        var later = PollAsync(0);
        Connection.Send(await CommandAsync("c"));

        (await earlier).Should().BeEmpty();
        (await later).Should().ContainSingle();
    }

    [Fact]
    public async Task Forget_CommandThatRuns_AgentIsToldToEndIt()
    {
        var command = await CommandAsync("c");
        Connection.Send(command);

        Connection.Forget(command);
        Connection.Forget(command);

        (await PollAsync(1)).Should().ContainSingle().Which.Should().Match<AgentMessage>(m => m.Kind == AgentMessageKind.Cancel && m.Command == "c" && m.Sequence == 2);
        Connection.Invoking(c => c.Find("c")).Should().Throw<AgentException>().Which.Failure.Should().Be(AgentFailure.CommandEnded);
    }

    [Fact]
    public async Task Forget_CommandThatHasEnded_AgentHearsNothing()
    {
        var command = await CommandAsync("c");
        Connection.Send(command);
        command.End(new EndReport { Session = Connection.Session, Command = "c", ExitCode = 3 });

        Connection.Forget(command);

        (await command.Result).ExitCode.Should().Be(3);
        (await PollAsync(1)).Should().BeEmpty();
    }

    [Fact]
    public async Task End_CommandsAndPolls_AreTold()
    {
        _options.PollTime = TimeSpan.FromHours(1);
        var command = await CommandAsync("c");
        Connection.Send(command);
        var polling = PollAsync(1, "c");

        Connection.End("of a test");

        (await command.Result.Awaiting(r => r).Should().ThrowAsync<DeployTargetException>()).Which.Should().Match<DeployTargetException>(
            e => e.Failure == DeployTargetFailure.ConnectionLost && e.IsTransient && e.Message.Contains("of a test"));
        await polling.Awaiting(p => p).Should().ThrowAsync<AgentException>().Where(e => e.Failure == AgentFailure.SessionEnded);
        Connection.Invoking(c => c.Send(command)).Should().Throw<DeployTargetException>();
        await FluentActions.Awaiting(() => PollAsync(0)).Should().ThrowAsync<AgentException>();
    }

    [Fact]
    public async Task Watch_AgentIsSilent_SessionEnds()
    {
        _options.LostAfter = TimeSpan.FromMilliseconds(50);
        var command = await CommandAsync("c");
        Connection.Send(command);

        await command.Result.Awaiting(r => r).Should().ThrowAsync<DeployTargetException>();
        Connection.Ended.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task Watch_AgentWaitsForMessages_CountsAsLife()
    {
        _options.LostAfter = TimeSpan.FromMilliseconds(50);
        _options.PollTime = TimeSpan.FromMilliseconds(400);

        (await PollAsync(0)).Should().BeEmpty("it was not told that the session has ended");
    }

    [Theory]
    [InlineData("cannot start 'x'")]
    [InlineData("")]
    public async Task RunningCommand_CouldNotBeStarted_FailsForGood(string fault)
    {
        var command = await CommandAsync("c");

        command.End(new EndReport { Session = "s", Command = "c", Fault = fault });

        (await command.Result.Awaiting(r => r).Should().ThrowAsync<DeployTargetException>()).Which.Should().Match<DeployTargetException>(
            e => e.Failure == DeployTargetFailure.Unsupported && !e.IsTransient && e.Message.Contains(fault));
    }

    private static async Task<RunningCommand> CommandAsync(string id) =>
        new(id, "web-1", new DeployCommand { Arguments = ["true"] }, await CommandInput.OpenAsync(null, Cancel));

    private async Task<List<AgentMessage>> PollAsync(long acknowledged, params string[] running)
    {
        var answer = await Connection.PollAsync(new PollRequest(Connection.Session, acknowledged, running), Cancel);
        return [.. answer.Messages.Select(message => JsonSerializer.Deserialize(message.Payload, AgentJson.Default.AgentMessage)!)];
    }
}
