using Forge.Build;
using Forge.Build.Docker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Forge;

/// <summary>Adds builds in containers.</summary>
public static class DockerForgeBuilderExtensions
{
    /// <summary>Adds the executor <c>docker</c>: each build runs in a container of its own on a Docker Engine of this machine or of another one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options, which are validated when the host starts.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IForgeBuilder AddDockerBuildExecutor(this IForgeBuilder builder, Action<DockerBuildExecutorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services
            .AddOptionsWithValidateOnStart<DockerBuildExecutorOptions, DockerBuildExecutorOptionsValidator>()
            .Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IBuildExecutor, DockerBuildExecutor>());
        return builder;
    }
}
