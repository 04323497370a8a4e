using Forge.Deploy.Agents;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>An agent inside of this process, in a generic host of its own.</summary>
internal sealed class AgentHost : IAsyncDisposable
{
    private readonly IHost _host;

    private AgentHost(IHost host, LogLines log)
    {
        _host = host;
        Log = log;
    }

    public LogLines Log { get; }

    /// <summary>Registers an agent and starts it.</summary>
    public static async Task<AgentHost> StartAsync(AgentServer server, string registration, string name = "web-1", TimeSpan? credentialLifetime = null)
    {
        await RegisterAsync(server, registration, name, credentialLifetime);
        return await StartAsync(server.Address, registration);
    }

    public static Task<string> RegisterAsync(AgentServer server, string registration, string name = "web-1", TimeSpan? credentialLifetime = null) =>
        AgentRegistration.RegisterAsync(
            new AgentRegistrationRequest
            {
                Server = server.Address,
                Invitation = server.Agents.Invite(name, TimeSpan.FromMinutes(5), credentialLifetime),
                RegistrationPath = registration,
                AllowPlainLoopback = true,
                Overwrite = true,
            },
            TestContext.Current.CancellationToken);

    public static async Task<AgentHost> StartAsync(Uri server, string registration)
    {
        var log = new LogLines();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        builder.Services.AddForgeAgent(options =>
        {
            options.Server = server;
            options.RegistrationPath = registration;
            options.AllowPlainLoopback = true;
            options.FirstBackOff = TimeSpan.FromMilliseconds(50);
            options.AnswerTimeout = TimeSpan.FromSeconds(2);
            options.LongestBackOff = TimeSpan.FromMilliseconds(500);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return new AgentHost(host, log);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
