using System.Net;
using System.Net.Sockets;
using Forge.Deploy;
using Forge.Deploy.Agents;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>A real host and three real agents, killed with SIGKILL at random moments of real deployments and started again each time.</summary>
public sealed class AgentsKilledTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Kills = 24;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(900);

    private readonly TempDirectory _directory = new();
    private readonly int _port = FreePort();
    private readonly Dictionary<string, AgentProcess> _agents = [];
    private AgentProcess? _host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Uri Server => new($"http://127.0.0.1:{_port}/agents");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _agents.Values.Append(_host).OfType<AgentProcess>())
        {
            await process.DisposeAsync();
        }

        _directory.Dispose();
    }

    [Fact]
    public async Task HostAndAgents_KilledAtRandomMoments_LoseRepeatAndReorderNothing()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await AgentDeployingHost.PrepareAsync(_directory.Path);
        await StartHostAsync();
        foreach (var name in AgentDeployingHost.Targets)
        {
            await RegisterAsync(name);
            _agents[name] = AgentProcess.StartAgent(Server, RegistrationOf(name));
        }

        var kills = 0;
        while (kills < Kills && !await _host!.EndsAsync(random.NextDouble() * LongestPause, Cancel))
        {
            kills++;
            await KillOneAsync(random);
        }

        (await _host!.EndsAsync(TimeSpan.FromMinutes(2), Cancel)).Should().BeTrue("what is not disturbed any longer comes to its end");

        output.WriteLine($"{kills} kills");
        kills.Should().Be(Kills, "the deployments must outlast the kills, or this test proves less than it says");
        await CheckAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string RegistrationOf(string name) => _directory.Combine($"{name}.json");

    private async Task StartHostAsync()
    {
        _host = AgentProcess.Start(AgentDeployingHost.Command, _directory.Path, $"{_port}");
        (await _host.ReadLineAsync(Cancel)).Should().Be("started");
    }

    private async Task RegisterAsync(string name)
    {
        File.Copy(_directory.Combine("server-key.pem"), Path.Join(_directory.MakeDirectory("other"), "server-key.pem"), overwrite: true);
        await using var key = AgentDeployingHost.Create(_directory.Combine("other"), port: 0);
        await AgentRegistration.RegisterAsync(
            new AgentRegistrationRequest
            {
                Server = Server,
                Invitation = key.Services.GetRequiredService<DeployAgents>().Invite(name, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(60)),
                RegistrationPath = RegistrationOf(name),
                AllowPlainLoopback = true,
            },
            Cancel);
    }

    private async Task KillOneAsync(Random random)
    {
        var name = new[] { "host", "w1", "w2", "w3" }[random.Next(4)];
        if (name == "host")
        {
            await _host!.DisposeAsync();
            await StartHostAsync();
            return;
        }

        await _agents[name].DisposeAsync();
        _agents[name] = AgentProcess.StartAgent(Server, RegistrationOf(name));
    }

    private async Task CheckAsync()
    {
        await using var application = AgentDeployingHost.Create(_directory.Path, port: 0);
        var engine = application.Services.GetRequiredService<DeploymentEngine>();
        var ids = await engine.ListAsync(Cancel).ToListAsync(Cancel);
        var notes = (await File.ReadAllLinesAsync(AgentDeployingHost.Notes(_directory.Path), Cancel)).Select(line => line.Split(' ')).ToList();
        ids.Should().HaveCount(AgentDeployingHost.Deployments + (AgentDeployingHost.Deployments / 3), "every bad deployment has one rollback");
        notes.Select(note => note[3]).Should().OnlyHaveUniqueItems("no step ran twice");
        for (var i = 1; i <= AgentDeployingHost.Deployments; i++)
        {
            var result = (await engine.GetAsync(AgentDeployingHost.Id(i), Cancel))!;
            result.Status.Should().Be(AgentDeployingHost.IsBad(i) ? DeploymentStatus.Failed : DeploymentStatus.Succeeded, $"of {i}: {result.Message}");
        }

        foreach (var id in ids)
        {
            CheckNotes((await engine.GetAsync(id, Cancel))!, notes);
        }

        AgentDeployingHost.Targets.Select(target => File.ReadAllText(_directory.Combine(target, "root/srv/app/version.txt"))).Should().AllBe($"{AgentDeployingHost.Deployments - 1}");
    }

    // The scripts' own notes name exactly the events that the journal says have run, in its order. The stop script runs only where something was installed.
    private static void CheckNotes(DeploymentResult result, List<string[]> notes)
    {
        foreach (var target in result.Targets)
        {
            var ran = target.Events
                .Where(e => e.Status is LifecycleEventStatus.Succeeded or LifecycleEventStatus.Failed)
                .Where(e => e.Event is not (LifecycleEvent.DownloadBundle or LifecycleEvent.Install or LifecycleEvent.ApplicationStop))
                .Select(e => e.Event.ToString());
            notes.Where(note => note[0] == result.DeploymentId && note[1] == target.Target && note[2] != "ApplicationStop").Select(note => note[2])
                .Should().Equal(ran, $"{result.DeploymentId} on {target.Target}");
        }
    }
}
