namespace Forge.AspNetCore;

/// <summary>What a sender is told: the build, or why there is none.</summary>
internal sealed record BuildWebhookAnswer
{
    public string? BuildId { get; init; }

    public required string Message { get; init; }
}
