using System.Text.Json.Serialization;

namespace Forge.AspNetCore;

/// <summary>Writes answers without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BuildWebhookAnswer))]
internal sealed partial class BuildWebhookJson : JsonSerializerContext;
