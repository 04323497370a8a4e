using Forge.Deploy;
using Forge.Testing;
using Forge.Testing.Faults;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>Whole deployments to agents, with whatever can go wrong on the way.</summary>
public sealed class AgentDeploymentTests : IDisposable
{
    private const int SomeMegabytes = 5 * 1024 * 1024;
    private static readonly string[] Hooks = ["BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService"];

    private readonly AgentServerSetup _setup = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Registration => _setup.Directory.Combine("registration.json");

    public void Dispose() => _setup.Dispose();

    [Fact]
    public async Task RunAsync_LargeRevision_IsDeployedByTheAgent()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        await using var agent = await AgentHost.StartAsync(server, Registration);

        var result = await server.Engine.RunAsync(await RequestAsync(ballast: SomeMegabytes), Cancel);

        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message);
        Installed().Should().Be("1");
        new FileInfo(_setup.Directory.Combine("web-1/root/srv/app/ballast")).Length.Should().Be(SomeMegabytes);
        NotedHooks().Should().Equal(Hooks);
    }

    [Fact]
    public async Task RunAsync_AgentComesLater_IsWaitedFor()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        await AgentHost.RegisterAsync(server, Registration);
        var running = server.Engine.RunAsync(await RequestAsync(), Cancel);

        await using var agent = await AgentHost.StartAsync(server.Address, Registration);

        (await running).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    [Fact]
    public async Task RunAsync_NoAgent_FailsAndSaysWhatToDo()
    {
        using var setup = new AgentServerSetup { ConnectTimeout = TimeSpan.Zero };
        await using var server = await AgentServer.StartAsync(setup);

        var opening = () => server.Target("web-1").OpenAsync(Cancel);

        (await opening.Should().ThrowAsync<DeployTargetException>()).Which.Should().Match<DeployTargetException>(
            e => e.Failure == DeployTargetFailure.Unreachable && e.IsTransient && e.Message.Contains("forge agent"));
    }

    [Fact]
    public async Task RunAsync_AgentRestartsDuringAHook_TheHookLivesOnAndRunsOnce()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        var agent = await AgentHost.StartAsync(server, Registration);
        var go = _setup.Directory.Combine("go");
        var running = server.Engine.RunAsync(await RequestAsync($"[ $LIFECYCLE_EVENT != AfterInstall ] || until [ -e {go} ]; do sleep 0.05; done"), Cancel);
        await Eventually.BeTrueAsync(() => NotedHooks().Contains("AfterInstall"), Cancel);

        await agent.DisposeAsync();
        await using var next = await AgentHost.StartAsync(server.Address, Registration);
        await File.WriteAllTextAsync(go, "", Cancel);

        (await running).Status.Should().Be(DeploymentStatus.Succeeded);
        NotedHooks().Should().Equal(Hooks);
    }

    [Theory]
    [InlineData(FaultKind.NoAnswer)]
    [InlineData(FaultKind.CutAnswer)]
    [InlineData(FaultKind.CutRequest)]
    [InlineData(FaultKind.Error)]
    [InlineData(FaultKind.ErrorAfterwards)]
    [InlineData(FaultKind.Slow)]
    public async Task RunAsync_ConnectionFailsAgainAndAgain_NothingIsLostOrRepeated(FaultKind kind)
    {
        await using var server = await AgentServer.StartAsync(_setup);
        await using var proxy = FaultProxy.Start(new Uri(server.Address.GetLeftPart(UriPartial.Authority)));
        await AgentHost.RegisterAsync(server, Registration);
        proxy.Faults = request => request.Number % 3 == 1 ? new Fault(kind, At: request.Number * 1000, Status: 503) : null;
        await using var agent = await AgentHost.StartAsync(new Uri(proxy.Endpoint, "agents"), Registration);

        var result = await server.Engine.RunAsync(await RequestAsync(ballast: SomeMegabytes), Cancel);

        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message + agent.Log.Text);
        NotedHooks().Should().Equal(Hooks);
        proxy.Requests.Count.Should().BeGreaterThan(10);
    }

    [Theory]
    [InlineData("poll", FaultKind.Hang)]
    [InlineData("input", FaultKind.Hang)]
    [InlineData("end", FaultKind.Hang)]
    [InlineData("poll", FaultKind.FlipAnswer)]
    [InlineData("input", FaultKind.FlipAnswer)]
    public async Task RunAsync_AnswersStallOrAreChangedOnTheWay_TheyComeAgain(string path, FaultKind kind)
    {
        await using var server = await AgentServer.StartAsync(_setup);
        await using var proxy = FaultProxy.Start(new Uri(server.Address.GetLeftPart(UriPartial.Authority)));
        await AgentHost.RegisterAsync(server, Registration);
        var faults = 0;
        proxy.Faults = request => request.Target.Contains($"/{path}", StringComparison.Ordinal) && faults++ < 2 ? new Fault(kind, At: 60) : null;
        await using var agent = await AgentHost.StartAsync(new Uri(proxy.Endpoint, "agents"), Registration);

        var result = await server.Engine.RunAsync(await RequestAsync(ballast: SomeMegabytes), Cancel);

        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message + agent.Log.Text);
        faults.Should().BeGreaterThan(1);
        NotedHooks().Should().Equal(Hooks);
    }

    [Fact]
    public async Task RunAsync_ServerIsReplacedDuringAHook_TheNextOneFindsIt()
    {
        var server = await AgentServer.StartAsync(_setup);
        _setup.Port = server.Address.Port;
        await using var agent = await AgentHost.StartAsync(server, Registration);
        var go = _setup.Directory.Combine("go");
        var request = await RequestAsync($"[ $LIFECYCLE_EVENT != AfterInstall ] || until [ -e {go} ]; do sleep 0.05; done");
        await server.Engine.CreateAsync(request, Cancel);
        await Eventually.BeTrueAsync(() => NotedHooks().Contains("AfterInstall"), Cancel);

        await server.DisposeAsync();
        await using var next = await AgentServer.StartAsync(_setup);
        await File.WriteAllTextAsync(go, "", Cancel);

        (await next.Engine.WaitAsync("d-1", Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
        NotedHooks().Should().Equal(Hooks);
    }

    private string Installed() => File.ReadAllText(_setup.Directory.Combine("web-1/root/srv/app/version.txt"));

    private IEnumerable<string> NotedHooks() => _setup.ReadNotes().Select(note => note.Split(' ')[2]);

    private async Task<DeploymentRequest> RequestAsync(string script = "true", int ballast = 0) => new()
    {
        DeploymentId = "d-1",
        Group = "web",
        Revision = await AgentRevision.StoreAsync(_setup.Store, "1", script, ballast),
    };
}
