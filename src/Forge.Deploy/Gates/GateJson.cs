using System.Text.Json.Serialization;

namespace Forge.Deploy.Gates;

/// <summary>Writes questions and reads answers without reflection.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DeploymentGateQuestion))]
[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class GateJson : JsonSerializerContext;
