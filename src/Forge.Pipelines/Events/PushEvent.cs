using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forge.Pipelines.Events;

/// <summary>The data of a <c>forge.git.push</c> event, as far as pipelines need it.</summary>
internal sealed record PushEvent
{
    public const string EventType = "forge.git.push";

    private const string Deleted = "deleted";

    public required string Repository { get; init; }

    public string User { get; init; } = "";

    public required string Ref { get; init; }

    public string OldCommit { get; init; } = "";

    public required string NewCommit { get; init; }

    public required string Kind { get; init; }

    [JsonIgnore]
    public bool HasCommit => Kind != Deleted;

    public static PushEvent Parse(string json) => JsonSerializer.Deserialize(json, PushJson.Default.PushEvent)!;
}
