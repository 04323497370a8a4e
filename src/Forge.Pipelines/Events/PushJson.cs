using System.Text.Json.Serialization;

namespace Forge.Pipelines.Events;

/// <summary>Reads push events without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PushEvent))]
internal sealed partial class PushJson : JsonSerializerContext;
