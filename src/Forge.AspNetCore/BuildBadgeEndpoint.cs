using Forge.Build;
using Forge.Git;
using Microsoft.AspNetCore.Http;

namespace Forge.AspNetCore;

/// <summary>Draws badges.</summary>
internal sealed class BuildBadgeEndpoint(BuildBadges badges, BuildProjects projects)
{
    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (projects.Find(context.Request.RouteValues[BuildWebhookEndpoint.ProjectParameter] as string ?? "") is not { HasBadge: true } project)
        {
            await Results.Problem("There is no such badge.", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        if (!TryRead(context.Request.Query, out var reference))
        {
            await Results.Problem("Name one branch or one tag, as in ?branch=main.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var status = await badges.GetStatusAsync(project.Name, reference, context.RequestAborted).ConfigureAwait(false);

        // Sites that show pictures of others keep them, unless they are told in every way there is.
        context.Response.Headers.CacheControl = "no-cache, no-store, must-revalidate, max-age=0";
        context.Response.Headers.Expires = "0";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        await Results.Text(BuildBadge.Create(status), "image/svg+xml; charset=utf-8").ExecuteAsync(context).ConfigureAwait(false);
    }

    private static bool TryRead(IQueryCollection query, out GitRef? reference)
    {
        reference = null;
        var name = (query["branch"].ToArray(), query["tag"].ToArray()) switch
        {
            ([], []) => null,
            ([{ Length: > 0 } branch], []) => $"refs/heads/{branch}",
            ([], [{ Length: > 0 } tag]) => $"refs/tags/{tag}",
            _ => "",
        };
        if (name is null)
        {
            return true;
        }

        var isRef = GitRef.TryParse(name, out var parsed);
        reference = isRef ? parsed : null;
        return isRef;
    }
}
