using Forge.Conformance;
using Forge.Deploy;

namespace Forge.AspNetCore.Tests.Agents;

public sealed class AgentDeployTargetConformanceTests : DeployTargetConformanceTests, IAsyncLifetime
{
    private readonly AgentServerSetup _setup = new();
    private AgentServer? _server;
    private AgentHost? _agent;

    protected override IDeployTarget Target => _server!.Target("web-1");

    public async ValueTask InitializeAsync()
    {
        _server = await AgentServer.StartAsync(_setup);
        _agent = await AgentHost.StartAsync(_server, _setup.Directory.Combine("registration.json"));
    }

    public async ValueTask DisposeAsync()
    {
        await _agent!.DisposeAsync();
        await _server!.DisposeAsync();
        _setup.Dispose();
    }
}
