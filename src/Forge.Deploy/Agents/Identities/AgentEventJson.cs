using System.Text.Json.Serialization;

namespace Forge.Deploy.Agents.Identities;

/// <summary>Writes and reads the events of identities as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentRegistered))]
[JsonSerializable(typeof(AgentCredentialReplaced))]
[JsonSerializable(typeof(AgentCredentialUsed))]
[JsonSerializable(typeof(AgentLinked))]
[JsonSerializable(typeof(AgentRemoved))]
internal sealed partial class AgentEventJson : JsonSerializerContext;
