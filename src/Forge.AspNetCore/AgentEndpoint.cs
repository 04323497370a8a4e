using System.Net;
using System.Security.Cryptography;
using Forge.Deploy.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Forge.AspNetCore;

/// <summary>Carries requests and answers between the web server and the agents' engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="stopping">Cancelled when the host stops: polls must not hold it up.</param>
internal sealed class AgentEndpoint(AgentHttpEngine engine, CancellationToken stopping)
{
    public const string PathParameter = "path";

    private const string VersionHeader = "Forge-Agent-Version";
    private const long MostBytes = 2 * 1024 * 1024;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MostBytes;
        }

        using var until = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            var answer = await engine.HandleAsync(await ReadAsync(context).ConfigureAwait(false), until.Token).ConfigureAwait(false);
            await WriteAsync(context.Response, answer, context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The host stops: the agent asks the next one.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (OperationCanceledException)
        {
            // The agent is gone.
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode;
        }
    }

    private static async Task<AgentHttpRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var address = context.Connection.RemoteIpAddress;
        var certificate = await context.Connection.GetClientCertificateAsync(context.RequestAborted).ConfigureAwait(false);
        return new AgentHttpRequest
        {
            Method = request.Method,
            Path = request.RouteValues[PathParameter] as string ?? "",
            Query = request.Query.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.ToString(), StringComparer.Ordinal),
            Authorization = request.Headers.Authorization,
            Version = request.Headers[VersionHeader],
            CertificateHash = certificate is null ? null : Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span)),
            IsPrivate = request.IsHttps || address is null || IPAddress.IsLoopback(address),
            RemoteAddress = address?.ToString() ?? "",
            Body = request.Body,
        };
    }

    private static async Task WriteAsync(HttpResponse response, AgentHttpResponse answer, CancellationToken cancellationToken)
    {
        response.StatusCode = answer.StatusCode;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Body.Length > 0)
        {
            response.ContentLength = answer.Body.Length;
            await response.Body.WriteAsync(answer.Body, cancellationToken).ConfigureAwait(false);
        }
    }
}
