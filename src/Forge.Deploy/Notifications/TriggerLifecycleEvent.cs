using System.Text.Json.Serialization;

namespace Forge.Deploy.Notifications;

/// <summary>A lifecycle event of a target, in the reference's message.</summary>
/// <param name="Name">The event.</param>
/// <param name="Status">How it stands.</param>
/// <param name="StartTime">When it began, or null.</param>
/// <param name="EndTime">When it ended, or null.</param>
internal sealed record TriggerLifecycleEvent(
    [property: JsonPropertyName("LifecycleEvent")] string Name,
    [property: JsonPropertyName("LifecycleEventStatus")] string Status,
    [property: JsonPropertyName("StartTime")] string? StartTime,
    [property: JsonPropertyName("EndTime")] string? EndTime);
