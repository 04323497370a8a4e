using System.Globalization;
using Forge.Artifacts;
using Forge.Artifacts.Encryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds encryption to artifact stores.</summary>
public static class EncryptionForgeBuilderExtensions
{
    /// <summary>Adds a store whose artifacts are encrypted before it gets them. It keeps its name.</summary>
    /// <param name="builder">The builder. The host needs an <see cref="ISecretStore"/>.</param>
    /// <param name="configure">Sets the options of the encryption, validated when the application starts.</param>
    /// <param name="addStore">Adds the store, exactly one, as in <c>store => store.AddFileSystemArtifactStore(…)</c>.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="addStore"/> adds no store, or several.</exception>
    public static IForgeBuilder AddEncryptedArtifactStore(this IForgeBuilder builder, Action<ArtifactEncryptionOptions> configure, Action<IForgeBuilder> addStore)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(addStore);

        var services = builder.Services;
        var before = services.Count;
        addStore(builder);
        if (services.Skip(before).Where(service => service.ServiceType == typeof(IArtifactStore)).ToArray() is not [{ ImplementationFactory: { } create } added])
        {
            throw new ArgumentException("Add exactly one artifact store to be encrypted.", nameof(addStore));
        }

        services.Remove(added);
        var registration = services.Count.ToString(CultureInfo.InvariantCulture);
        services.AddOptionsWithValidateOnStart<ArtifactEncryptionOptions, ArtifactEncryptionOptionsValidator>(registration).Configure(configure);
        services.AddSingleton<IArtifactStore>(provider =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<ArtifactEncryptionOptions>>().Get(registration);
            return new EncryptedArtifactStore(
                (IArtifactStore)create(provider),
                new KeyRing(provider.GetRequiredService<ISecretStore>(), options.KeyId, options.EarlierKeyIds),
                options.SpoolDirectory,
                provider.GetRequiredService<ILogger<EncryptedArtifactStore>>());
        });
        return builder;
    }
}
