using Forge.Deploy;
using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Connections;
using Forge.Deploy.Agents.Identities;
using Forge.Deploy.Agents.Protocol;
using Forge.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds deploy targets whose agents poll this host.</summary>
public static class AgentForgeBuilderExtensions
{
    /// <summary>Adds what serves polling agents, and <see cref="DeployAgents"/>. <c>MapForgeAgents()</c> of Forge.AspNetCore gives it an address.</summary>
    /// <param name="builder">The builder. A journal has to be added too, in any order.</param>
    /// <param name="configure">Sets the options, validated when the application starts; may be called several times.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddAgents(this IForgeBuilder builder, Action<AgentHostingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<AgentHostingOptions, AgentHostingOptionsValidator>().Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(AgentHub)))
        {
            return builder;
        }

        services.AddSingleton(provider => SigningKeyFile.Open(Path.GetFullPath(Options(provider).KeyPath)));
        services.AddSingleton(provider => new AgentIdentities(provider.GetRequiredService<IJournal>()));
        services.AddSingleton(provider => new AgentHub(
            provider.GetServices<AgentTargetName>(),
            provider.GetRequiredService<AgentIdentities>(),
            provider.GetRequiredService<MessageSigner>(),
            Options(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AgentHub>>()));
        services.AddSingleton(provider => new AgentAdmission(
            provider.GetRequiredService<AgentIdentities>(),
            provider.GetRequiredService<AgentHub>(),
            provider.GetRequiredService<MessageSigner>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AgentAdmission>>()));
        services.AddSingleton(provider => new DeployAgents(
            provider.GetRequiredService<AgentHub>(),
            provider.GetRequiredService<AgentIdentities>(),
            provider.GetRequiredService<MessageSigner>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new AgentHttpEngine(
            provider.GetRequiredService<AgentHub>(),
            provider.GetRequiredService<AgentAdmission>(),
            provider.GetRequiredService<MessageSigner>(),
            Options(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AgentHttpEngine>>()));
        return builder;
    }

    /// <summary>Adds a machine whose agent polls this host as a deploy target. <see cref="AddAgents"/> has to be called too, in any order.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the target, and the agent's own; unique, compared ordinally.
    /// 1 to 100 letters, digits and <c>+ = , . @ _ -</c>, not beginning with <c>i-</c>.</param>
    /// <param name="configure">Sets the target's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public static IForgeBuilder AddAgentDeployTarget(this IForgeBuilder builder, string name, Action<AgentDeployTargetOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        if (!AgentName.IsValid(name))
        {
            throw new ArgumentException($"'{name}' is not the name of an agent: {AgentName.Rule}.", nameof(name));
        }

        var options = builder.Services.AddOptionsWithValidateOnStart<AgentDeployTargetOptions, AgentDeployTargetOptionsValidator>(name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.AddSingleton(new AgentTargetName(name));
        builder.Services.AddSingleton<IDeployTarget>(services => new AgentDeployTarget(
            name, services.GetRequiredService<IOptionsMonitor<AgentDeployTargetOptions>>().Get(name), services.GetRequiredService<AgentHub>()));
        return builder;
    }

    private static AgentHostingOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<AgentHostingOptions>>().Value;
}
