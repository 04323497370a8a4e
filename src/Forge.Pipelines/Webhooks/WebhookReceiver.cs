using System.Text.Json;
using Forge.Build;
using Microsoft.Extensions.Logging;

namespace Forge.Pipelines.Webhooks;

/// <summary>Takes the webhooks of GitHub, GitLab, Gitea and Forgejo, and starts the builds that projects want for them. Safe for concurrent use.</summary>
/// <remarks>A request counts only when it is signed with the secret of <see cref="BuildWebhook.Secret"/>. One that is delivered again starts nothing anew.</remarks>
public sealed partial class WebhookReceiver
{
    private const string NotBelieved = "There is no such webhook, or the signature is missing or wrong.";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly BuildProjects _projects;
    private readonly WebhookBuilds _builds;
    private readonly ISecretStore? _secrets;
    private readonly ILogger _logger;

    internal WebhookReceiver(BuildProjects projects, WebhookBuilds builds, ISecretStore? secrets, ILogger<WebhookReceiver> logger)
    {
        _projects = projects;
        _builds = builds;
        _secrets = secrets;
        _logger = logger;
    }

    /// <summary>Takes a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels it; whether a build was started is then unknown, and sending it again tells.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="SecretStoreException">The secret cannot be read.</exception>
    /// <exception cref="Journal.JournalException">The build cannot be recorded.</exception>
    public async Task<WebhookResult> ReceiveAsync(WebhookRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_projects.Find(request.Project) is not { Webhook: { } webhook } project || WebhookSender.Of(request) is not { } sender
            || await FindSecretAsync(project.Name, webhook.Secret, cancellationToken).ConfigureAwait(false) is not { } secret
            || !WebhookSignature.IsValid(sender.Provider, request, secret))
        {
            Log.NotBelieved(_logger);
            return new WebhookResult { Status = WebhookStatus.Unauthorized, Message = NotBelieved };
        }

        var reading = Read(sender, request.Body);
        return reading.Event is { } happened
            ? await _builds.StartAsync(
                project, happened, DerivedBuildId.Of("webhook", project.Name, sender.Provider.ToString(), sender.Delivery), sender.Initiator, cancellationToken).ConfigureAwait(false)
            : new WebhookResult { Status = reading.IsMalformed ? WebhookStatus.Malformed : WebhookStatus.Ignored, Message = reading.Reason };
    }

    /// <summary>Reads a body that is believed.</summary>
    internal static WebhookReading Read(WebhookSender sender, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var payload = new WebhookPayload(document.RootElement);
            return sender.Provider is WebhookProvider.GitLab ? GitLabReader.Read(payload) : GitHubReader.Read(sender, payload);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is a text with half a surrogate pair.
            return WebhookReading.Malformed($"The body is not JSON: {e.Message} Let the webhook send application/json.");
        }
    }

    private async Task<SecretValue?> FindSecretAsync(string project, SecretReference? reference, CancellationToken cancellationToken)
    {
        if (reference is null)
        {
            return null;
        }

        var secret = _secrets is null ? null : await _secrets.GetSecretAsync(reference, cancellationToken).ConfigureAwait(false);
        if (secret is null)
        {
            Log.NoSecret(_logger, project, reference.Id);
        }

        return secret;
    }

    private static partial class Log
    {
        [LoggerMessage(4022, LogLevel.Warning, "A webhook was refused: its project takes none, or its signature is missing or wrong.")]
        public static partial void NotBelieved(ILogger logger);

        [LoggerMessage(4023, LogLevel.Error, "The webhooks of {Project} are refused: there is no secret '{Secret}', or no secret store.")]
        public static partial void NoSecret(ILogger logger, string project, string secret);
    }
}
