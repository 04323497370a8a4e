using System.Diagnostics.Metrics;
using Forge.Artifacts;
using Forge.Deploy;
using Forge.Deploy.Bundles;
using Forge.Deploy.Diagnostics;
using Forge.Deploy.Driving;
using Forge.Deploy.Gates;
using Forge.Deploy.Inventories;
using Forge.Deploy.Revisions;
using Forge.Git;
using Forge.Journal;
using Forge.Shared.Leases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds deployments.</summary>
public static class DeployForgeBuilderExtensions
{
    /// <summary>Adds the <see cref="DeploymentEngine"/>, and a background worker that drives deployments and resumes them after a restart.</summary>
    /// <param name="builder">The builder. A journal, an artifact store and deploy targets have to be added too, in any order.</param>
    /// <param name="configure">Sets groups and options, validated when the application starts; may be called several times.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddDeployments(this IForgeBuilder builder, Action<DeploymentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        var options = services.AddOptionsWithValidateOnStart<DeploymentOptions, DeploymentOptionsValidator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeploymentOptions>, DeploymentRulesValidator>());
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(DeploymentEngine)))
        {
            return builder;
        }

        services.AddSingleton<StreamSignals>();
        services.AddSingleton(provider => new DeploymentTelemetry(provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider => new DeploymentCatalog(
            Options(provider),
            provider.GetServices<IDeployTarget>(),
            provider.GetServices<IArtifactStore>(),
            provider.GetServices<IAlarm>(),
            provider.GetServices<IDeploymentGate>(),
            provider.GetServices<IDeployTargetProvider>()));
        services.AddSingleton(provider => new RegistryFeed(provider.GetRequiredService<IJournal>()));
        services.AddSingleton(provider => new GroupFeed(provider.GetRequiredService<IJournal>()));
        services.AddSingleton(provider => new RevisionDownload(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RevisionImport(
            Path.Join(CacheDirectory(Options(provider)), "imports"), provider.GetServices<ISourceProvider>(), provider.GetRequiredService<RevisionDownload>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new TargetDirectory(provider.GetRequiredService<DeploymentCatalog>(), provider.GetRequiredService<RegistryFeed>(), provider.GetServices<ITargetInventory>()));
        services.AddSingleton(provider => new TargetRegistry(
            provider.GetRequiredService<RegistryFeed>(), provider.GetRequiredService<DeploymentCatalog>(), () => provider.GetRequiredService<ElasticWorker>().Start(), provider.GetRequiredService<ILogger<TargetRegistry>>()));
        services.AddSingleton(provider => new BundleCache(CacheDirectory(Options(provider)), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(CreateElasticWorker);
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ElasticWorker>());
        services.AddSingleton(CreateWorker);
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DeploymentWorker>());
        services.AddSingleton(provider => new DeploymentFeed(
            provider.GetRequiredService<IJournal>(), provider.GetRequiredService<StreamSignals>(), Options(provider).PollInterval, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(CreateEngine);
        AddOperations(services);
        return builder;
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.AddSingleton(provider => new DeploymentHistory(
            provider.GetRequiredService<IJournal>(), provider.GetRequiredService<DeploymentCatalog>(), provider.GetRequiredService<DeploymentFeed>()));
        services.AddSingleton(provider => new DeploymentApprovals(
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<DeploymentCatalog>(),
            provider.GetRequiredService<StreamSignals>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new DeploymentLocks(
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<DeploymentCatalog>(),
            provider.GetRequiredService<StreamSignals>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeploymentLocks>>()));
    }

    private static DeploymentOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<DeploymentOptions>>().Value;

    private static string CacheDirectory(DeploymentOptions options)
    {
        if (options.CacheDirectory is not "")
        {
            return Path.GetFullPath(options.CacheDirectory);
        }

        // Accounts without a home have no such folder.
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local is "" ? Directory.CreateTempSubdirectory("forge-bundles-").FullName : Path.Join(local, "forge", "bundles");
    }

    private static ElasticWorker CreateElasticWorker(IServiceProvider provider)
    {
        var journal = provider.GetRequiredService<IJournal>();
        var logger = provider.GetRequiredService<ILogger<ElasticWorker>>();
        return new ElasticWorker(
            new ElasticFleet(
                journal,
                provider.GetRequiredService<DeploymentCatalog>(),
                provider.GetRequiredService<TargetDirectory>(),
                provider.GetRequiredService<RegistryFeed>(),
                provider.GetRequiredService<GroupFeed>(),
                provider.GetRequiredService<TimeProvider>(),
                logger),
            () => provider.GetRequiredService<DeploymentWorker>().Start(),
            Options(provider).InventoryInterval,
            provider.GetRequiredService<TimeProvider>(),
            logger);
    }

    private static DeploymentWorker CreateWorker(IServiceProvider provider)
    {
        var options = Options(provider);
        var timeProvider = provider.GetRequiredService<TimeProvider>();
        var retry = new ConnectionRetry(options.ConnectAttempts, options.ConnectBackOff);
        var catalog = provider.GetRequiredService<DeploymentCatalog>();
        var logger = provider.GetRequiredService<ILogger<TargetEffects>>();
        return new DeploymentWorker(
            provider.GetRequiredService<IJournal>(),
            created => new TargetEffects(
                created, catalog, provider.GetRequiredService<BundleCache>(), retry, timeProvider, logger),
            created => new DeploymentWatches(
                new AlarmWatch(catalog.AlarmsOf(created), created.IgnoreUnreadableAlarms, options.AlarmInterval, timeProvider, logger),
                new GateKeeper(created, catalog.Gate, timeProvider, logger)),
            new DeploymentAdmission(provider.GetRequiredService<IJournal>(), catalog, provider.GetRequiredService<StreamSignals>(), options.PollInterval, timeProvider),
            new DeploymentNews(
                provider.GetRequiredService<StreamSignals>(),
                provider.GetRequiredService<DeploymentTelemetry>(),
                options.PollInterval,
                timeProvider,
                provider.GetRequiredService<ILogger<DeploymentWorker>>()),
            options,
            timeProvider,
            provider.GetRequiredService<ILogger<DeploymentWorker>>());
    }

    private static DeploymentEngine CreateEngine(IServiceProvider provider)
    {
        var journal = provider.GetRequiredService<IJournal>();
        return new DeploymentEngine(
            journal,
            new DeploymentPreparation(
                journal,
                provider.GetRequiredService<DeploymentCatalog>(),
                new TargetChoice(provider.GetRequiredService<TargetDirectory>(), provider.GetRequiredService<GroupFeed>()),
                provider.GetRequiredService<RevisionImport>(),
                provider.GetRequiredService<BundleCache>(),
                provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<DeploymentWorker>(),
            provider.GetRequiredService<DeploymentFeed>(),
            provider.GetRequiredService<ILogger<DeploymentEngine>>());
    }
}
