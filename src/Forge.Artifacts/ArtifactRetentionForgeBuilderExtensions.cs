using Forge.Artifacts.Retention;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds the deletion of artifacts that are no longer wanted.</summary>
public static class ArtifactRetentionForgeBuilderExtensions
{
    /// <summary>Adds <see cref="ArtifactRetention"/> and a worker that sweeps from time to time while the host runs.</summary>
    /// <param name="builder">The builder, to which an artifact store has been added or is added later.</param>
    /// <param name="configure">Sets the rules; validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>Register an <see cref="IArtifactProtection"/> for whatever must stay that the rules do not know of.</remarks>
    public static IForgeBuilder AddArtifactRetention(this IForgeBuilder builder, Action<ArtifactRetentionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.AddOptionsWithValidateOnStart<ArtifactRetentionOptions, ArtifactRetentionOptionsValidator>().Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ArtifactRetentionOptions>, ArtifactRetentionRulesValidator>());
        builder.Services.TryAddSingleton<ArtifactRetention>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ArtifactRetentionWorker>());
        return builder;
    }
}
