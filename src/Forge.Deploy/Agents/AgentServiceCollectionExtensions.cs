using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Polling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Makes a host a polling agent.</summary>
public static class AgentServiceCollectionExtensions
{
    /// <summary>Adds a background worker that fetches what a Forge server wants to deploy to this machine. The machine opens every connection.</summary>
    /// <param name="services">The services of a host on the machine that is deployed to.</param>
    /// <param name="configure">Sets the options, validated when the host starts.</param>
    /// <returns><paramref name="services"/>, for chaining.</returns>
    /// <remarks>The host does not start when the registration file is missing, damaged or in use: <see cref="AgentException"/>.</remarks>
    public static IServiceCollection AddForgeAgent(this IServiceCollection services, Action<ForgeAgentOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);

        services.AddOptionsWithValidateOnStart<ForgeAgentOptions, ForgeAgentOptionsValidator>().Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AgentWorker>(provider => new AgentWorker(
            provider.GetRequiredService<IOptions<ForgeAgentOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AgentWorker>>())));
        return services;
    }
}
