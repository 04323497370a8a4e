using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Forge;

/// <summary>Adds Forge to a host.</summary>
public static class ForgeServiceCollectionExtensions
{
    /// <summary>Adds what every part of Forge needs. Calling it again changes nothing.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>A builder whose extensions add the parts: <c>AddSqliteJournal</c>, <c>AddBuilds</c>, <c>AddDeployments</c> and so on.</returns>
    /// <remarks>Registers <see cref="TimeProvider.System"/> unless the host has registered a <see cref="TimeProvider"/> of its own.</remarks>
    public static IForgeBuilder AddForge(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.TryAddSingleton(TimeProvider.System);
        return new ForgeBuilder(services);
    }

    private sealed record ForgeBuilder(IServiceCollection Services) : IForgeBuilder;
}
