namespace Forge.Build;

/// <summary>Conditions that must all be met for an event to start a build.</summary>
public sealed record BuildWebhookFilterGroup
{
    /// <summary>Gets the conditions; one of them is of type <see cref="BuildWebhookFilterType.Event"/>.</summary>
    public required IReadOnlyList<BuildWebhookFilter> Filters { get; init; }
}
