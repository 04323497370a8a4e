using System.Diagnostics.Metrics;
using Forge.Artifacts;
using Forge.Build;
using Forge.Build.Batches;
using Forge.Build.Diagnostics;
using Forge.Build.Driving;
using Forge.Git;
using Forge.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds builds.</summary>
public static class BuildForgeBuilderExtensions
{
    /// <summary>Adds the <see cref="BuildEngine"/> and the <see cref="BuildBatchEngine"/> with their <see cref="BuildProjects"/>, and background workers that drive builds and batches and take them up again after a restart.</summary>
    /// <param name="builder">The builder. A journal and at least one executor have to be added too, in any order.</param>
    /// <param name="configure">Sets projects and options, validated when the host starts; may be called several times.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddBuilds(this IForgeBuilder builder, Action<BuildOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        var options = services.AddOptionsWithValidateOnStart<BuildOptions, BuildOptionsValidator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BuildOptions>, BuildProjectsValidator>());
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(BuildEngine)))
        {
            return builder;
        }

        services.AddSingleton(provider => new BuildProjects(Options(provider).Projects));
        services.AddSingleton(provider => new BuildNumbers(provider.GetRequiredService<IJournal>()));
        services.AddSingleton(provider => new BuildSlots(Options(provider).MaxConcurrentBuilds));
        services.AddSingleton(provider => new BuildWatch(Options(provider).PollInterval, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new BuildTelemetry(provider.GetService<IMeterFactory>()));
        services.AddSingleton(CreateServices);
        services.AddSingleton(provider => new BuildWorker(
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<BuildNumbers>(),
            provider.GetRequiredService<BuildServices>(),
            provider.GetRequiredService<BuildSlots>(),
            provider.GetRequiredService<BuildWatch>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BuildWorker>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<BuildWorker>());
        services.AddSingleton(provider => new BuildEngine(
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<BuildNumbers>(),
            provider.GetRequiredService<BuildServices>(),
            provider.GetRequiredService<BuildProjects>(),
            provider.GetRequiredService<BuildWorker>(),
            provider.GetRequiredService<BuildWatch>()));
        AddBatches(services);
        services.AddSingleton(provider => new BuildBadges(provider.GetRequiredService<BuildNumbers>(), new BuildHistory(provider.GetRequiredService<IJournal>())));
        return builder;
    }

    private static void AddBatches(IServiceCollection services)
    {
        services.AddSingleton(provider => new BatchWorker(
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<BuildServices>(),
            provider.GetRequiredService<BuildEngine>(),
            provider.GetRequiredService<BuildWatch>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BatchWorker>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<BatchWorker>());
        services.AddSingleton(provider => new BuildBatchEngine(
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<BuildEngine>(),
            provider.GetRequiredService<BuildProjects>(),
            provider.GetRequiredService<BatchWorker>(),
            provider.GetRequiredService<BuildWatch>(),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static BuildOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<BuildOptions>>().Value;

    // The last parameter store and the last secret store count, as everywhere in dependency injection.
    private static BuildServices CreateServices(IServiceProvider provider) => new(
        provider.GetServices<IBuildExecutor>(),
        provider.GetServices<ISourceProvider>(),
        provider.GetServices<IArtifactStore>(),
        new SecretResolver(provider.GetService<IParameterStore>(), provider.GetService<ISecretStore>()),
        Options(provider),
        provider.GetRequiredService<BuildTelemetry>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<BuildServices>>());
}
