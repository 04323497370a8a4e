using System.Globalization;
using Forge.Artifacts;
using Forge.Artifacts.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds artifact stores on S3-compatible servers.</summary>
public static class S3ForgeBuilderExtensions
{
    /// <summary>Adds a store that keeps artifacts in a bucket. Call once per store; their names and places must differ.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the store's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddS3ArtifactStore(this IForgeBuilder builder, Action<S3ArtifactStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        // Each store has options of its own; the name inside of them is not known yet.
        var registration = builder.Services.Count.ToString(CultureInfo.InvariantCulture);
        builder.Services
            .AddOptionsWithValidateOnStart<S3ArtifactStoreOptions, S3ArtifactStoreOptionsValidator>(registration)
            .Configure(configure);
        builder.Services.AddSingleton<IArtifactStore>(services => new S3ArtifactStore(
            services.GetRequiredService<IOptionsMonitor<S3ArtifactStoreOptions>>().Get(registration),
            services.GetService<ISecretStore>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<S3ArtifactStore>>()));
        return builder;
    }
}
