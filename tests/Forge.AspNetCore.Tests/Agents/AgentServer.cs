using Forge.Artifacts;
using Forge.Deploy;
using Forge.Deploy.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>A real Kestrel on loopback whose deploy targets are agents.</summary>
internal sealed class AgentServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private AgentServer(WebApplication application, LogLines log)
    {
        _application = application;
        Log = log;
        Address = new Uri(new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "agents");
    }

    public Uri Address { get; }

    public LogLines Log { get; }

    public DeployAgents Agents => _application.Services.GetRequiredService<DeployAgents>();

    public DeploymentEngine Engine => _application.Services.GetRequiredService<DeploymentEngine>();

    public static async Task<AgentServer> StartAsync(AgentServerSetup setup)
    {
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(setup.Listen);
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(setup.Journal).AddSingleton<IArtifactStore>(setup.Store);
        var forge = builder.Services.AddForge()
            .AddAgents(options =>
            {
                options.KeyPath = setup.Directory.Combine("server-key.pem");
                options.PollTime = TimeSpan.FromSeconds(5);
                options.LostAfter = TimeSpan.FromSeconds(3);
                options.TakeOverAfter = TimeSpan.FromSeconds(1);
                setup.Configure?.Invoke(options);
            })
            .AddDeployments(options =>
            {
                var group = new DeploymentGroupOptions { Name = "web", Application = "shop" };
                setup.Names.ToList().ForEach(group.Targets.Add);
                options.Groups.Add(group);
                options.CacheDirectory = setup.Directory.Combine("cache");
            });
        foreach (var name in setup.Names)
        {
            forge.AddAgentDeployTarget(name, options =>
            {
                options.StateDirectory = setup.Directory.Combine(name, "state");
                options.DestinationRoot = setup.Directory.MakeDirectory($"{name}/root");
                options.ConnectTimeout = setup.ConnectTimeout;
                options.Variables["TARGET"] = name;
                options.Variables["NOTES"] = setup.Notes;
            });
        }

        var application = builder.Build();
        application.MapForgeAgents();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new AgentServer(application, log);
    }

    public IDeployTarget Target(string name) => _application.Services.GetServices<IDeployTarget>().Single(target => target.Name == name);

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
