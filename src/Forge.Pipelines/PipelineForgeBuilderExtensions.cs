using Forge.Pipelines;
using Forge.Pipelines.Events;
using Forge.Pipelines.Runs;
using Forge.Pipelines.Timelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds what connects pushes, builds and deployments.</summary>
public static class PipelineForgeBuilderExtensions
{
    /// <summary>Adds pipelines: a push to a branch starts a build of that commit, and the build's artifact is deployed to a group.</summary>
    /// <param name="builder">The builder, to which a journal, builds and deployments have been added or are added later.</param>
    /// <param name="configure">Sets the pipelines; validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>Adds the delivery of <see cref="ForgeEvent"/>s to every registered <see cref="IForgeEventSink"/> too.</remarks>
    public static IForgeBuilder AddPipelines(this IForgeBuilder builder, Action<PipelinesOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.AddOptionsWithValidateOnStart<PipelinesOptions>().Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PipelinesOptions>, PipelinesOptionsValidator>());
        builder.Services.TryAddSingleton<PipelineEngine>();
        builder.Services.TryAddSingleton<PipelineEffects>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IForgeEventSink, PipelineTrigger>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PipelineWorker>());
        return builder.AddEventDelivery().AddTimelines();
    }

    /// <summary>Adds the delivery of <see cref="ForgeEvent"/>s to every registered <see cref="IForgeEventSink"/>.</summary>
    /// <param name="builder">The builder, to which a journal has been added or is added later.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddEventDelivery(this IForgeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventDispatcher>());
        return builder;
    }

    /// <summary>Adds <see cref="TimelineReader"/>, which tells what was built and deployed, and when.</summary>
    /// <param name="builder">The builder, to which builds and deployments have been added or are added later.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddTimelines(this IForgeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<TimelineReader>();
        return builder;
    }
}
