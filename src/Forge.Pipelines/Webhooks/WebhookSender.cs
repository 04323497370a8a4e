using System.Security.Cryptography;

namespace Forge.Pipelines.Webhooks;

/// <summary>Who sent a request, what it calls the event, and what it calls the delivery.</summary>
internal sealed record WebhookSender
{
    private const int LongestAgent = 80;
    private const int ShortLength = 7;

    public required WebhookProvider Provider { get; init; }

    public required string Event { get; init; }

    /// <summary>Gets the same text when the same event is delivered again.</summary>
    public required string Delivery { get; init; }

    /// <summary>Gets what commands see as <c>CODEBUILD_INITIATOR</c>.</summary>
    public required string Initiator { get; init; }

    /// <summary>Recognizes the sender; null when it is none that is known.</summary>
    /// <remarks>Gitea sends the headers of GitHub too: its own decide.</remarks>
    public static WebhookSender? Of(WebhookRequest request) =>
        Of(WebhookProvider.Gitea, request, "X-Gitea-Event", "X-Gitea-Delivery")
        ?? Of(WebhookProvider.GitHub, request, "X-GitHub-Event", "X-GitHub-Delivery")
        ?? Of(WebhookProvider.GitLab, request, "X-Gitlab-Event", "Idempotency-Key", "X-Gitlab-Event-UUID");

    private static WebhookSender? Of(WebhookProvider provider, WebhookRequest request, string eventHeader, params ReadOnlySpan<string> deliveryHeaders)
    {
        if (request.Header(eventHeader) is not { } name)
        {
            return null;
        }

        string? delivery = null;
        foreach (var header in deliveryHeaders)
        {
            delivery ??= request.Header(header);
        }

        delivery ??= Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        return new WebhookSender { Provider = provider, Event = name, Delivery = delivery, Initiator = InitiatorOf(provider, request, delivery) };
    }

    private static string InitiatorOf(WebhookProvider provider, WebhookRequest request, string delivery) =>
        request.Header("User-Agent") is { Length: <= LongestAgent } agent && agent.StartsWith($"{provider}-Hookshot/", StringComparison.Ordinal)
            && agent.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '/' or '.')
            ? agent
            : $"{provider}-Hookshot/{DerivedBuildId.Of(delivery)[..ShortLength]}";
}
