using Forge.AspNetCore;
using Forge.Git;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge;

/// <summary>Serves Git from an ASP.NET Core application.</summary>
public static class GitEndpointRouteBuilderExtensions
{
    /// <summary>Serves clone, fetch and push of the hosted repositories over HTTP, at <c>PATTERN/NAME</c> or <c>PATTERN/NAME.git</c>.</summary>
    /// <param name="endpoints">The routes of the application, whose services hold <c>AddForge().AddGitHosting(…)</c>.</param>
    /// <param name="pattern">The path below which repositories are found; the default is <c>/git</c>.</param>
    /// <returns>The endpoint, for further conventions.</returns>
    /// <remarks>
    /// Users authenticate with the credentials of <see cref="GitUsers"/> (HTTP Basic), so serve it over TLS outside of loopback. The
    /// application's own authorization does not apply. On these routes, and only on them, the limits on body size, data rate and
    /// request time are lifted: a push may be large and slow. <see cref="GitHostingOptions"/> has limits of its own.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><c>AddGitHosting</c> was not called, or no journal is registered.</exception>
    public static IEndpointConventionBuilder MapForgeGit(this IEndpointRouteBuilder endpoints, string pattern = "/git")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var engine = endpoints.ServiceProvider.GetService<GitHttpEngine>()
            ?? throw new InvalidOperationException("MapForgeGit() needs hosted repositories: call AddForge().AddGitHosting(…) on the services.");
        var endpoint = new GitHttpEndpoint(engine);
        return endpoints
            .Map($"{pattern.TrimEnd('/')}/{{**{GitHttpEndpoint.PathParameter}}}", endpoint.HandleAsync)
            .WithDisplayName("Forge Git")
            .WithMetadata(new AllowAnonymousAttribute())
            .DisableRequestTimeout();
    }
}
