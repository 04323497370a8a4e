namespace Forge.Pipelines.Webhooks;

/// <summary>The answer to a <see cref="WebhookRequest"/>.</summary>
public sealed record WebhookResult
{
    /// <summary>Gets what became of it.</summary>
    public required WebhookStatus Status { get; init; }

    /// <summary>Gets why, for whoever looks at the sender's list of deliveries.</summary>
    public required string Message { get; init; }

    /// <summary>Gets the build, or null when none was started.</summary>
    public string? BuildId { get; init; }
}
