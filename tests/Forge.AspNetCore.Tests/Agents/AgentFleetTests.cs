using Forge.Deploy;
using Forge.Deploy.Agents;
using Forge.Testing;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>Many agents of one server at once, with restarts and copies among them.</summary>
public sealed class AgentFleetTests(ITestOutputHelper output) : IDisposable
{
    private const int CommandsEach = 10;

    // The scenario agent-fleet asks for two hundred.
    private static readonly int Count = Times.Of("FORGE_AGENTS", 40);

    private readonly AgentServerSetup _setup = new() { Names = [.. Enumerable.Range(0, Count).Select(i => $"a-{i}")], Configure = AgentServerSetup.BePatient };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _setup.Dispose();

    [Fact]
    public async Task RunAsync_FleetWithCopiesAndRestarts_NoCommandRunsTwice()
    {
        await using var server = await AgentServer.StartAsync(_setup);
        var agents = new List<AgentHost>();
        foreach (var name in _setup.Names)
        {
            agents.Add(await AgentHost.StartAsync(server, FileOf(name), name));
        }

        await Eventually.BeTrueAsync(async () => (await server.Agents.ListAsync(Cancel)).All(agent => agent.IsConnected), Cancel);
        var copies = new List<AgentHost>();
        var running = _setup.Names.Select(name => RunAllAsync(server, name)).ToList();
        foreach (var name in _setup.Names.Where((_, index) => index % 5 == 0))
        {
            File.Copy(FileOf(name), FileOf($"{name}-copy"));
            copies.Add(await AgentHost.StartAsync(server.Address, FileOf($"{name}-copy")));
        }

        for (var index = 1; index < Count; index += 10)
        {
            await agents[index].DisposeAsync();
            agents[index] = await AgentHost.StartAsync(server.Address, FileOf(_setup.Names[index]));
        }

        var succeeded = (await Task.WhenAll(running)).SelectMany(ids => ids).ToList();
        await Eventually.BeTrueAsync(() => copies.TrueForAll(copy => copy.Log.Text.Contains(nameof(AgentFailure.Duplicate))), Cancel);
        copies.Should().OnlyContain(copy => !copy.Log.Ids.Contains(3130));
        foreach (var agent in copies.Concat(agents))
        {
            await agent.DisposeAsync();
        }

        var ran = _setup.ReadNotes();
        output.WriteLine($"{ran.Length} ran, {succeeded.Count} are known to have");
        ran.Should().OnlyHaveUniqueItems().And.Contain(succeeded);
        succeeded.Count.Should().BeGreaterThan(Count * (CommandsEach - 3));
    }

    private string FileOf(string name) => _setup.Directory.Combine($"{name}.json");

    // A command whose connection is lost is not asked for again: that is the deployment's business, and here it would hide what is counted.
    private async Task<List<string>> RunAllAsync(AgentServer server, string name)
    {
        var succeeded = new List<string>();
        for (var i = 0; i < CommandsEach; i++)
        {
            var id = $"{name}/{i}";
            try
            {
                await using var session = await server.Target(name).OpenAsync(Cancel);
                var result = await session.RunAsync(new DeployCommand { Arguments = ["sh", "-c", "echo \"$1\" >> \"$2\"", "sh", id, _setup.Notes] }, Cancel);
                result.ExitCode.Should().Be(0);
                succeeded.Add(id);
            }
            catch (DeployTargetException e) when (e.IsTransient)
            {
                output.WriteLine($"{id}: {e.Message}");
            }
        }

        return succeeded;
    }
}
