using Forge.Journal;
using Forge.Pipelines.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Forge.AspNetCore;

/// <summary>Carries webhooks between the web server and the receiver.</summary>
internal sealed partial class BuildWebhookEndpoint(WebhookReceiver receiver, ILogger<BuildWebhookEndpoint> logger)
{
    public const string ProjectParameter = "project";

    // The largest that one of the senders sends.
    private const long MostBytes = 25 * 1024 * 1024;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (await ReadAsync(context).ConfigureAwait(false) is not { } body)
        {
            await Problem(StatusCodes.Status413PayloadTooLarge, "A webhook may have 25 MiB.").ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var request = new WebhookRequest
        {
            Project = context.Request.RouteValues[ProjectParameter] as string ?? "",
            Headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()),
            Body = body,
        };
        var answer = await AnswerAsync(request, context.RequestAborted).ConfigureAwait(false);
        await answer.ExecuteAsync(context).ConfigureAwait(false);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MostBytes;
        }

        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
            return body.Length <= MostBytes ? body.ToArray() : null;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    private static IResult Problem(int statusCode, string detail) => Results.Problem(detail, statusCode: statusCode);

    private async Task<IResult> AnswerAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var result = await receiver.ReceiveAsync(request, cancellationToken).ConfigureAwait(false);
            return result.Status switch
            {
                WebhookStatus.Unauthorized => Problem(StatusCodes.Status401Unauthorized, result.Message),
                WebhookStatus.Malformed => Problem(StatusCodes.Status400BadRequest, result.Message),
                WebhookStatus.Refused => Problem(StatusCodes.Status429TooManyRequests, result.Message),
                _ => Results.Json(new BuildWebhookAnswer { BuildId = result.BuildId, Message = result.Message }, BuildWebhookJson.Default.BuildWebhookAnswer, statusCode: StatusCodes.Status202Accepted),
            };
        }
        catch (Exception e) when (e is JournalException or SecretStoreException)
        {
            // What failed is the business of the host's operator, not of the sender.
            Log.Failed(logger, request.Project, e);
            return Problem(StatusCodes.Status503ServiceUnavailable, "The host cannot start builds at the moment. Send it again later.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Error, "A webhook of {Project} could not be carried out; its sender was told to send it again.")]
        public static partial void Failed(ILogger logger, string project, Exception cause);
    }
}
