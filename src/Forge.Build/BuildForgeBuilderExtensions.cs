using Forge.Build;
using Forge.Build.Driving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Forge;

/// <summary>Adds builds.</summary>
public static class BuildForgeBuilderExtensions
{
    /// <summary>Adds <see cref="BuildEngine"/>, and a background worker that ends builds whose host is gone. Needs a journal and at least one executor.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options, which are validated when the host starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddBuilds(this IForgeBuilder builder, Action<BuildOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptionsWithValidateOnStart<BuildOptions, BuildOptionsValidator>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddSingleton<BuildEngine>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, BuildRecovery>());
        return builder;
    }
}
