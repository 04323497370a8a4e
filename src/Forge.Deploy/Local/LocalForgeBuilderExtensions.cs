using Forge.Deploy;
using Forge.Deploy.Local;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds this machine as a deploy target.</summary>
public static class LocalForgeBuilderExtensions
{
    /// <summary>Adds this machine as a deploy target. May be called several times, with a destination root for each.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the target; unique, compared ordinally.</param>
    /// <param name="configure">Sets the target's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddLocalDeployTarget(this IForgeBuilder builder, string name, Action<LocalDeployTargetOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.AddOptionsWithValidateOnStart<LocalDeployTargetOptions, LocalDeployTargetOptionsValidator>(name).Configure(configure);
        builder.Services.AddSingleton<IDeployTarget>(services => new LocalDeployTarget(
            name,
            services.GetRequiredService<IOptionsMonitor<LocalDeployTargetOptions>>().Get(name),
            services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>Lets inventories and registrations describe targets of the kind <c>local</c>, which are this machine, with the settings stateDirectory and destinationRoot.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddLocalTargets(this IForgeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IDeployTargetProvider>(services => new LocalTargetProvider(services.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
