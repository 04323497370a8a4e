using Forge.Deploy;
using Forge.Deploy.Gates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds gates, which a deployment group names and which decide whether its deployments go on.</summary>
public static class GateForgeBuilderExtensions
{
    /// <summary>Adds a gate that asks the application itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the gate; unique, compared ordinally.</param>
    /// <param name="ask">Answers. What it throws means that there is no answer yet: it is asked again. Calls may overlap.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddDeploymentGate(
        this IForgeBuilder builder, string name, Func<IServiceProvider, DeploymentGateQuestion, CancellationToken, Task<DeploymentGateAnswer>> ask)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(ask);
        builder.Services.AddSingleton<IDeploymentGate>(services => new DelegateGate(name, (question, token) => ask(services, question, token)));
        return builder;
    }

    /// <summary>Adds a gate that asks a URL: the question is posted as JSON, signed as Standard Webhooks define it.</summary>
    /// <param name="builder">The builder, to which an <see cref="ISecretStore"/> has been added or is added later.</param>
    /// <param name="name">The name by which deployment groups refer to the gate; unique, compared ordinally.</param>
    /// <param name="configure">Sets the gate's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>
    /// The answer is 200 with <c>{"verdict":"approved"}</c>, <c>rejected</c> or <c>pending</c>, and with <c>by</c> and <c>reason</c> where there is
    /// something to say; 202 stands for pending. After anything else the question is asked again, with the same <c>webhook-id</c>, until its time limit is over.
    /// </remarks>
    public static IForgeBuilder AddWebhookGate(this IForgeBuilder builder, string name, Action<WebhookGateOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<WebhookGateOptions, WebhookGateOptionsValidator>(name).Configure(configure);
        builder.Services.AddSingleton<IDeploymentGate>(services => new WebhookGate(
            name,
            services.GetRequiredService<IOptionsMonitor<WebhookGateOptions>>().Get(name),
            services.GetRequiredService<ISecretStore>(),
            services.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
