using System.Text.Json.Serialization;

namespace Forge.Deploy.Notifications;

/// <summary>Writes messages of triggers without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TriggerMessage))]
internal sealed partial class TriggerJson : JsonSerializerContext;
