namespace Forge.Pipelines.Webhooks;

/// <summary>What became of a <see cref="WebhookRequest"/>.</summary>
public enum WebhookStatus
{
    /// <summary>A build was started, or had been started when the same request came before.</summary>
    Started,

    /// <summary>Nothing was started, because of what happened or of what the project wants.</summary>
    Ignored,

    /// <summary>Nothing was started because too many builds of the project run or wait. Sending it again later may help.</summary>
    Refused,

    /// <summary>There is no such project, it takes no webhooks, or the signature is missing or wrong.</summary>
    Unauthorized,

    /// <summary>The signature is right, and the body is not what such a sender sends.</summary>
    Malformed,
}
