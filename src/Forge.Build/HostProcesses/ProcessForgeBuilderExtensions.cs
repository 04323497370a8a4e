using Forge.Build;
using Forge.Build.HostProcesses;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Forge;

/// <summary>Adds builds as processes of this machine.</summary>
public static class ProcessForgeBuilderExtensions
{
    /// <summary>Adds the executor <c>process</c>: commands run with the rights of the host, each build in a directory of its own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options, which are validated when the host starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddProcessBuildExecutor(this IForgeBuilder builder, Action<ProcessBuildExecutorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services
            .AddOptionsWithValidateOnStart<ProcessBuildExecutorOptions, ProcessBuildExecutorOptionsValidator>()
            .Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IBuildExecutor, ProcessBuildExecutor>());
        return builder;
    }
}
