using Forge.Deploy;
using Forge.Deploy.Ssh;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds deploy targets that are reached over SSH.</summary>
public static class SshForgeBuilderExtensions
{
    /// <summary>Adds one host as a deploy target. Call it once for each host.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name by which deployment groups refer to the host; unique, compared ordinally.</param>
    /// <param name="configure">Sets the host's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddSshDeployTarget(this IForgeBuilder builder, string name, Action<SshDeployTargetOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.AddOptionsWithValidateOnStart<SshDeployTargetOptions, SshDeployTargetOptionsValidator>(name).Configure(configure);
        builder.Services.AddSingleton<IDeployTarget>(services => new SshDeployTarget(
            name,
            services.GetRequiredService<IOptionsMonitor<SshDeployTargetOptions>>().Get(name),
            services.GetService<ISecretStore>(),
            services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>Lets inventories and registrations describe targets of the kind <c>ssh</c>, with the settings host, port, user, privateKeyPath, certificatePath, passwordSecret, hostKey, knownHostsPath, stateDirectory and destinationRoot.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what holds for every such target unless its description says otherwise: the key, its passphrase, the known hosts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddSshTargets(this IForgeBuilder builder, Action<SshDeployTargetOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton<IDeployTargetProvider>(services => new SshTargetProvider(configure, services.GetService<ISecretStore>(), services.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
