using Forge.Artifacts;
using Forge.Deploy.Driving;
using Forge.Deploy.Inventories;
using Forge.Journal;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Deploy.Tests;

/// <summary>An engine with three real targets on this machine, wired as a host wires it.</summary>
internal sealed class EngineScene : IAsyncDisposable
{
    public const string Group = "web";
    public static readonly string[] Targets = ["w1", "w2", "w3"];

    private readonly ServiceProvider _services;

    public EngineScene(Action<DeploymentOptions>? configure = null, IDeployTarget? another = null, Action<IForgeBuilder>? extend = null)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IJournal>(Journal);
        services.AddSingleton<IArtifactStore>(Store);
        var forge = services.AddForge().AddDeployments(options =>
        {
            var group = new DeploymentGroupOptions { Name = Group, Application = "shop" };
            foreach (var target in Targets)
            {
                group.Targets.Add(target);
            }

            options.Groups.Add(group);
            options.CacheDirectory = Directory.Combine("cache");
            options.ConnectBackOff = TimeSpan.Zero;
            configure?.Invoke(options);
        });
        foreach (var target in Targets.Where(target => target != another?.Name))
        {
            forge.AddLocalDeployTarget(target, options =>
            {
                options.StateDirectory = Directory.Combine(target, "state");
                options.DestinationRoot = Directory.MakeDirectory($"{target}/root");
                options.Variables["TARGET"] = target;
                options.Variables["NOTES"] = Notes;
            });
        }

        extend?.Invoke(forge);
        if (another is not null)
        {
            services.AddSingleton(another);
        }

        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Engine = _services.GetRequiredService<DeploymentEngine>();
    }

    public TempDirectory Directory { get; } = new();

    public FakeJournal Journal { get; } = new(TimeProvider.System);

    public FakeArtifactStore Store { get; } = new(TimeProvider.System);

    public DeploymentEngine Engine { get; }

    public TargetRegistry Registry => _services.GetRequiredService<TargetRegistry>();

    public IServiceProvider Services => _services;

    /// <summary>Gets what a host starts.</summary>
    public IEnumerable<IHostedService> HostedServices => _services.GetServices<IHostedService>();

    public IHostedService Worker => _services.GetRequiredService<DeploymentWorker>();

    /// <summary>Gets the file in which hooks note that they ran.</summary>
    public string Notes => Directory.Combine("notes");

    public string Installed(string target) => File.ReadAllText(Directory.Combine(target, "root/srv/app/version.txt"));

    /// <summary>Lets hooks go on that wait for the file.</summary>
    public Task GoAsync() => File.WriteAllTextAsync($"{Notes}.go", "");

    public string[] ReadNotes() => File.Exists(Notes) ? File.ReadAllLines(Notes) : [];

    public async Task<DeploymentRequest> RequestAsync(Revision revision, string key) =>
        new() { Group = Group, Revision = await revision.StoreAsync(Store, key) };

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Dispose();
    }
}
