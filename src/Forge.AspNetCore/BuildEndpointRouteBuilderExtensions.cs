using Forge.AspNetCore;
using Forge.Build;
using Forge.Pipelines.Webhooks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forge;

/// <summary>Serves what belongs to builds from an ASP.NET Core application.</summary>
public static class BuildEndpointRouteBuilderExtensions
{
    /// <summary>Takes webhooks of GitHub, GitLab, Gitea and Forgejo, which start the builds that <see cref="BuildProject.Webhook"/> asks for.</summary>
    /// <param name="endpoints">The routes of the application, whose services hold <c>AddForge().AddBuilds(…).AddBuildWebhooks()</c>.</param>
    /// <param name="pattern">The path, with the parameter <c>project</c>; the default is <c>/hooks/{project}</c>.</param>
    /// <returns>The endpoint, for further conventions.</returns>
    /// <remarks>
    /// Requests are believed for their signature; the application's own authorization does not apply. The answer is 202 with the build or the reason for none, 400 for
    /// a body that makes no sense, 401 for a wrong signature, 413 for more than 25 MiB, 429 when the project has too many builds, 503 when a part of the host fails.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><c>AddBuildWebhooks</c> was not called.</exception>
    public static IEndpointConventionBuilder MapForgeBuildWebhooks(this IEndpointRouteBuilder endpoints, string pattern = "/hooks/{project}")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var receiver = endpoints.ServiceProvider.GetService<WebhookReceiver>()
            ?? throw new InvalidOperationException("MapForgeBuildWebhooks() needs a receiver: call AddForge().AddBuilds(…).AddBuildWebhooks() on the services.");
        var endpoint = new BuildWebhookEndpoint(receiver, endpoints.ServiceProvider.GetRequiredService<ILogger<BuildWebhookEndpoint>>());
        return endpoints
            .MapMethods(pattern, ["POST"], endpoint.HandleAsync)
            .WithDisplayName("Forge build webhooks")
            .WithMetadata(new AllowAnonymousAttribute());
    }

    /// <summary>Serves a picture of how the builds of a branch stand, for projects with <see cref="BuildProject.HasBadge"/>.</summary>
    /// <param name="endpoints">The routes of the application, whose services hold <c>AddForge().AddBuilds(…)</c>.</param>
    /// <param name="pattern">The path, with the parameter <c>project</c>; the default is <c>/badges/{project}.svg</c>. <c>?branch=NAME</c> or <c>?tag=NAME</c> may follow.</param>
    /// <returns>The endpoint, for further conventions: <c>AllowAnonymous()</c>, say, where the application asks everybody for a password.</returns>
    /// <remarks>The answer is 404 for a project that has no badge, and 400 for a branch or tag that cannot be one. Nothing is to be cached.</remarks>
    /// <exception cref="InvalidOperationException"><c>AddBuilds</c> was not called.</exception>
    public static IEndpointConventionBuilder MapForgeBuildBadges(this IEndpointRouteBuilder endpoints, string pattern = "/badges/{project}.svg")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);

        var badges = endpoints.ServiceProvider.GetService<BuildBadges>()
            ?? throw new InvalidOperationException("MapForgeBuildBadges() needs builds: call AddForge().AddBuilds(…) on the services.");
        var endpoint = new BuildBadgeEndpoint(badges, endpoints.ServiceProvider.GetRequiredService<BuildProjects>());
        return endpoints.MapMethods(pattern, ["GET", "HEAD"], endpoint.HandleAsync).WithDisplayName("Forge build badges");
    }
}
