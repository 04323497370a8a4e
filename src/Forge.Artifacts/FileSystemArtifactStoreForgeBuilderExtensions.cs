using System.Globalization;
using Forge.Artifacts;
using Forge.Artifacts.FileSystem;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge;

/// <summary>Adds artifact stores on the file system.</summary>
public static class FileSystemArtifactStoreForgeBuilderExtensions
{
    /// <summary>Adds a store that keeps artifacts in a directory. Call once per store; their names and directories must differ.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the store's options, validated when the application starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddFileSystemArtifactStore(this IForgeBuilder builder, Action<FileSystemArtifactStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        // Each store has options of its own; the name inside of them is not known yet.
        var registration = builder.Services.Count.ToString(CultureInfo.InvariantCulture);
        builder.Services
            .AddOptionsWithValidateOnStart<FileSystemArtifactStoreOptions, FileSystemArtifactStoreOptionsValidator>(registration)
            .Configure(configure);
        builder.Services.AddSingleton<IArtifactStore>(services => new FileSystemArtifactStore(
            services.GetRequiredService<IOptionsMonitor<FileSystemArtifactStoreOptions>>().Get(registration),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<FileSystemArtifactStore>>()));
        return builder;
    }
}
