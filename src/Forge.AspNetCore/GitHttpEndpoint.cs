using Forge.Git;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Forge.AspNetCore;

/// <summary>Carries requests and responses between the web server and the Git engine.</summary>
internal sealed class GitHttpEndpoint(GitHttpEngine engine)
{
    public const string PathParameter = "path";

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        LiftLimits(context.Features);
        using var response = await engine.HandleAsync(Read(context.Request), context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = response.StatusCode;
        foreach (var (name, value) in response.Headers)
        {
            context.Response.Headers[name] = value;
        }

        try
        {
            await response.WriteBodyAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (SourceException e) when (!context.Response.HasStarted)
        {
            await ReplaceAsync(context.Response, StatusCodes.Status500InternalServerError, e.Message).ConfigureAwait(false);
        }
        catch (InvalidDataException e) when (!context.Response.HasStarted)
        {
            await ReplaceAsync(context.Response, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
    }

    private static void LiftLimits(IFeatureCollection features)
    {
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
        {
            requestRate.MinDataRate = null;
        }

        if (features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
        {
            responseRate.MinDataRate = null;
        }

        features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private static GitHttpRequest Read(HttpRequest request) => new()
    {
        Method = request.Method.ToUpperInvariant(),
        Path = request.RouteValues[PathParameter] as string ?? "",
        Query = request.QueryString.HasValue ? request.QueryString.Value![1..] : "",
        Authorization = Header(request, "Authorization"),
        GitProtocol = Header(request, "Git-Protocol"),
        ContentType = request.ContentType,
        ContentEncoding = Header(request, "Content-Encoding"),
        RemoteAddress = request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "",
        Body = request.Body,
    };

    private static string? Header(HttpRequest request, string name) =>
        request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    private static Task ReplaceAsync(HttpResponse response, int statusCode, string message)
    {
        response.Clear();
        response.StatusCode = statusCode;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(message + "\n");
    }
}
