using Forge.Artifacts;
using Forge.Deploy.Inventories;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Deploy.Tests.Killing;

/// <summary>A host to whose elastic group targets come and go while it deploys. Made to be killed and started again: it notes how far its own plan has come.</summary>
internal static class ElasticHost
{
    public const string Command = "elastic-host";
    public const string Group = "elastic";
    public const int Targets = 6;
    public const int Revisions = 3;

    /// <summary>Does what is left of the plan; ends when every target has what it should have.</summary>
    public static async Task<int> RunAsync(string directory)
    {
        await using var services = CreateServices(directory);
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        Console.WriteLine("started");
        var plan = Plan(services, directory).ToList();
        for (var i = ReadProgress(directory); i < plan.Count; i++)
        {
            await plan[i]();
            await File.WriteAllTextAsync(Path.Join(directory, "progress"), $"{i + 1}");
        }

        Console.WriteLine("done");
        return 0;
    }

    public static string Notes(string directory) => Path.Join(directory, "notes");

    /// <summary>Puts the revisions into the store.</summary>
    public static async Task PrepareAsync(string directory)
    {
        await using var services = CreateServices(directory);
        for (var i = 1; i <= Revisions; i++)
        {
            await Revision.Noting($"{i}", "echo \"$DEPLOYMENT_ID $TARGET $LIFECYCLE_EVENT $FORGE_STEP_ID $$\" >> \"$NOTES\"")
                .StoreAsync(services.GetRequiredService<IArtifactStore>(), $"shop/{i}.zip");
        }
    }

    public static ServiceProvider CreateServices(string directory)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge()
            .AddSqliteJournal(journal => journal.Path = Path.Join(directory, "journal.db"))
            .AddFileSystemArtifactStore(store => store.Directory = Path.Join(directory, "artifacts"))
            .AddLocalTargets()
            .AddDeployments(options =>
            {
                options.Groups.Add(new DeploymentGroupOptions { Name = Group, TagFilters = { new() { Key = "role", Value = "web" } }, IsElastic = true, HasTerminationHook = true });
                options.CacheDirectory = Path.Join(directory, "cache");
                options.InventoryInterval = TimeSpan.FromMilliseconds(100);
            });
        return services.BuildServiceProvider();
    }

    // Revision 1 to t1; t2 and t3 come; revision 2, during which t4 and t5 come; t2 leaves; t6 comes; revision 3.
    private static IEnumerable<Func<Task>> Plan(ServiceProvider services, string directory)
    {
        var registry = services.GetRequiredService<TargetRegistry>();
        yield return () => registry.RegisterAsync(Describe(directory, 1));
        yield return () => DeployAsync(services, 1);
        yield return () => registry.RegisterAsync(Describe(directory, 2));
        yield return () => registry.RegisterAsync(Describe(directory, 3));
        yield return () => services.GetRequiredService<DeploymentEngine>().CreateAsync(Request(2));
        yield return () => registry.RegisterAsync(Describe(directory, 4));
        yield return () => registry.RegisterAsync(Describe(directory, 5));
        yield return () => DeployAsync(services, 2);
        yield return () => SettleAsync(services, 2);
        yield return () => LeaveAsync(registry, "t2");
        yield return () => registry.RegisterAsync(Describe(directory, 6));
        yield return () => SettleAsync(services, 2);
        yield return () => DeployAsync(services, 3);
        yield return () => SettleAsync(services, 3);
    }

    private static TargetDescription Describe(string directory, int number) => new()
    {
        Name = $"t{number}",
        Kind = "local",
        Settings = new Dictionary<string, string>
        {
            ["stateDirectory"] = Path.Join(directory, $"t{number}", "state"),
            ["destinationRoot"] = Path.Join(directory, $"t{number}", "root"),
        },
        Variables = new Dictionary<string, string> { ["TARGET"] = $"t{number}", ["NOTES"] = Notes(directory) },
        Tags = new Dictionary<string, string> { ["role"] = "web" },
    };

    private static DeploymentRequest Request(int number) => new()
    {
        DeploymentId = $"d-{number}",
        Group = Group,
        Revision = ArtifactKey.Parse($"shop/{number}.zip"),
    };

    private static Task<DeploymentResult> DeployAsync(ServiceProvider services, int number) => services.GetRequiredService<DeploymentEngine>().RunAsync(Request(number));

    // It may have left before the host was killed.
    private static async Task LeaveAsync(TargetRegistry registry, string name)
    {
        if ((await registry.ListAsync()).Any(target => target.Target.Name == name))
        {
            await registry.DeregisterAsync(name);
        }
    }

    // Every registered target has the revision, and nobody is leaving.
    private static Task SettleAsync(ServiceProvider services, int version) =>
        Eventually.BeTrueAsync(() => IsSettledAsync(services, version), CancellationToken.None);

    private static async Task<bool> IsSettledAsync(ServiceProvider services, int version)
    {
        var targets = await services.GetRequiredService<TargetRegistry>().ListAsync();
        return targets.All(target => !target.IsLeaving && File.Exists(Installed(target)) && File.ReadAllText(Installed(target)) == $"{version}")
            && await services.GetRequiredService<DeploymentEngine>().ListForGroupAsync(Group).AllAsync(result => result.EndedAt is not null);
    }

    private static string Installed(RegisteredTarget target) => Path.Join(target.Target.Settings["destinationRoot"], "srv/app/version.txt");

    private static int ReadProgress(string directory) =>
        File.Exists(Path.Join(directory, "progress")) && int.TryParse(File.ReadAllText(Path.Join(directory, "progress")), out var steps) ? steps : 0;
}
