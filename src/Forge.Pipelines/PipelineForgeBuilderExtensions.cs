using Forge.Build;
using Forge.Pipelines;
using Forge.Pipelines.Events;
using Forge.Pipelines.Runs;
using Forge.Pipelines.Schedules;
using Forge.Pipelines.Timelines;
using Forge.Pipelines.Webhooks;
using Forge.Shared.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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

    /// <summary>Adds <see cref="WebhookReceiver"/>, which starts builds for webhooks of GitHub, GitLab, Gitea and Forgejo, and builds for pushes to hosted repositories.</summary>
    /// <param name="builder">The builder, to which a journal and builds have been added or are added later, and an <see cref="ISecretStore"/> with the secrets of the webhooks.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>What starts a build is said by <see cref="BuildProject.Webhook"/>. Adds the delivery of <see cref="ForgeEvent"/>s too.</remarks>
    public static IForgeBuilder AddBuildWebhooks(this IForgeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(provider => new WebhookBuilds(
            provider.GetRequiredService<BuildEngine>(), provider.GetRequiredService<BuildBatchEngine>(), provider.GetRequiredService<ILogger<WebhookBuilds>>()));
        builder.Services.TryAddSingleton(provider => new WebhookReceiver(
            provider.GetRequiredService<BuildProjects>(),
            provider.GetRequiredService<WebhookBuilds>(),
            provider.GetService<ISecretStore>(),
            provider.GetRequiredService<ILogger<WebhookReceiver>>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IForgeEventSink, PushBuildTrigger>());
        return builder.AddEventDelivery();
    }

    /// <summary>Sends events of Forge to an address: POST, JSON, signed. May be called several times.</summary>
    /// <param name="builder">The builder, to which a journal and an <see cref="ISecretStore"/> have been added or are added later.</param>
    /// <param name="name">What messages call the receiver; unique in a host.</param>
    /// <param name="configure">Sets the options; validated when the application starts.</param>
    /// <param name="createClient">Makes the client that sends, once; null for one that follows no redirections.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>
    /// An event that is not answered with 2xx in time is sent again, as are all after it: the order stays, across restarts of the host too. The headers are
    /// <c>X-Forge-Event</c> (the type), <c>X-Forge-Delivery</c> (the same for a repeat) and <c>X-Forge-Signature-256</c> (<c>sha256=</c> and the HMAC-SHA256 of the body); beside them
    /// <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c> as Standard Webhooks define them.
    /// </remarks>
    public static IForgeBuilder AddWebhookSink(
        this IForgeBuilder builder, string name, Action<WebhookSinkOptions> configure, Func<HttpClient>? createClient = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.AddOptionsWithValidateOnStart<WebhookSinkOptions, WebhookSinkOptionsValidator>(name).Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookSinkOptions>, WebhookSinkAddressValidator>());
        builder.Services.AddSingleton<IForgeEventSink>(provider => new WebhookSink(
            name,
            provider.GetRequiredService<IOptionsMonitor<WebhookSinkOptions>>().Get(name),
            provider.GetRequiredService<ISecretStore>(),
            (createClient ?? WebhookClient.Create)(),
            provider.GetRequiredService<TimeProvider>()));
        return builder.AddEventDelivery();
    }

    /// <summary>Starts builds at given times. May be called several times.</summary>
    /// <param name="builder">The builder, to which a journal and builds have been added or are added later.</param>
    /// <param name="configure">Sets the schedules; validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>There is one build for each time, however many hosts share the journal. Times that pass while no host runs are made up for by one build.</remarks>
    public static IForgeBuilder AddBuildSchedules(this IForgeBuilder builder, Action<SchedulesOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.AddOptionsWithValidateOnStart<SchedulesOptions>().Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SchedulesOptions>, SchedulesOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ScheduleWorker>());
        return builder;
    }
}
