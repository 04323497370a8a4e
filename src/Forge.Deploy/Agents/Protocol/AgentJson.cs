using System.Text.Json.Serialization;

namespace Forge.Deploy.Agents.Protocol;

/// <summary>Writes and reads what travels, without reflection. A member that is missing is an error, one that is unknown is not.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 8)]
[JsonSerializable(typeof(AgentMessage))]
[JsonSerializable(typeof(SignedMessage))]
[JsonSerializable(typeof(AgentProblem))]
[JsonSerializable(typeof(ConnectRequest))]
[JsonSerializable(typeof(ConnectAnswer))]
[JsonSerializable(typeof(PollRequest))]
[JsonSerializable(typeof(PollAnswer))]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(RegisterAnswer))]
[JsonSerializable(typeof(EndReport))]
[JsonSerializable(typeof(LeaveRequest))]
[JsonSerializable(typeof(InvitationPayload))]
internal sealed partial class AgentJson : JsonSerializerContext;
