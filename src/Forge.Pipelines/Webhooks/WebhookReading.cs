namespace Forge.Pipelines.Webhooks;

/// <summary>What a reader made of a payload: an event, or why there is none.</summary>
internal sealed record WebhookReading
{
    private WebhookReading()
    {
    }

    /// <summary>Gets the event, or null.</summary>
    public WebhookEvent? Event { get; private init; }

    /// <summary>Gets why there is no event.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>Gets a value indicating whether the payload is not what its sender promised.</summary>
    public bool IsMalformed { get; private init; }

    /// <summary>Takes an event.</summary>
    public static WebhookReading Of(WebhookEvent found) => new() { Event = found };

    /// <summary>Passes over what starts no builds.</summary>
    public static WebhookReading Ignored(string reason) => new() { Reason = reason };

    /// <summary>Refuses what makes no sense.</summary>
    public static WebhookReading Malformed(string reason) => new() { Reason = reason, IsMalformed = true };
}
