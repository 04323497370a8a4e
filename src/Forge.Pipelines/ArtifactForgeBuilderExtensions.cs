using Forge.Artifacts;
using Forge.Artifacts.Retention;
using Forge.Build;
using Forge.Deploy;
using Forge.Pipelines;
using Forge.Pipelines.Artifacts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds what connects artifacts with the builds they come from and the deployments they go into.</summary>
public static class ArtifactForgeBuilderExtensions
{
    /// <summary>Keeps from retention what deployments need: the revision of every one that has not ended, and of each group the live revision and the one before it.</summary>
    /// <param name="builder">The builder, to which deployments have been added or are added later.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddDeploymentProtection(this IForgeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddSingleton<IArtifactProtection>(services => DeployedRevisions.Of(services.GetRequiredService<DeploymentEngine>()));
        return builder;
    }

    /// <summary>Keeps from retention what builds and batches have stored that have not ended.</summary>
    /// <param name="builder">The builder, to which builds have been added or are added later.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddBuildProtection(this IForgeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddSingleton<IArtifactProtection>(services => RunningBuilds.Of(
            services.GetRequiredService<BuildEngine>(), services.GetRequiredService<BuildBatchEngine>(), services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>Adds the provenance of what builds leave: an in-toto statement beside every artifact, signed when a key is named. <c>forge verify</c> checks it.</summary>
    /// <param name="builder">The builder, to which a journal, builds and an artifact store have been added or are added later.</param>
    /// <param name="configure">Sets the host's name and its key; validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>Adds the delivery of <see cref="ForgeEvent"/>s to every registered <see cref="IForgeEventSink"/> too.</remarks>
    public static IForgeBuilder AddBuildProvenance(this IForgeBuilder builder, Action<BuildProvenanceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.AddOptionsWithValidateOnStart<BuildProvenanceOptions, BuildProvenanceOptionsValidator>().Configure(configure);
        builder.Services.AddSingleton<IForgeEventSink>(services =>
        {
            var options = services.GetRequiredService<IOptions<BuildProvenanceOptions>>().Value;
            return new BuildProvenance(
                options,
                StoreOf(services, options.Store),
                services.GetService<ISecretStore>(),
                (id, cancellationToken) => services.GetRequiredService<BuildEngine>().GetAsync(id, cancellationToken),
                services.GetRequiredService<ILogger<BuildProvenance>>());
        });
        return builder.AddEventDelivery();
    }

    private static IArtifactStore StoreOf(IServiceProvider services, string name)
    {
        var stores = services.GetServices<IArtifactStore>().ToList();
        return stores.Find(store => store.Name == name || (name.Length == 0 && stores.Count == 1))
            ?? throw new InvalidOperationException($"Provenance: There is no artifact store '{name}'. The host has: {string.Join(", ", stores.Select(store => $"'{store.Name}'").DefaultIfEmpty("none"))}.");
    }
}
