using System.Text.Json.Serialization;
using Forge.Deploy.Inventories;

namespace Forge.Deploy.Driving;

/// <summary>Writes and reads the events of this package as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeploymentCreated))]
[JsonSerializable(typeof(DeploymentStarted))]
[JsonSerializable(typeof(StepStarted))]
[JsonSerializable(typeof(StepEnded))]
[JsonSerializable(typeof(StopRequested))]
[JsonSerializable(typeof(AlarmRaised))]
[JsonSerializable(typeof(ZoneWatched))]
[JsonSerializable(typeof(DeploymentEnded))]
[JsonSerializable(typeof(GroupReserved))]
[JsonSerializable(typeof(GroupReleased))]
[JsonSerializable(typeof(GroupJoining))]
[JsonSerializable(typeof(GroupJoined))]
[JsonSerializable(typeof(TargetRegistered))]
[JsonSerializable(typeof(TargetTagged))]
[JsonSerializable(typeof(TargetLeaving))]
[JsonSerializable(typeof(TargetDeregistered))]
[JsonSerializable(typeof(GateAsked))]
[JsonSerializable(typeof(GateAnswered))]
[JsonSerializable(typeof(Baked))]
[JsonSerializable(typeof(WaitSkipped))]
[JsonSerializable(typeof(DeploymentAdmitted))]
[JsonSerializable(typeof(GroupQueued))]
[JsonSerializable(typeof(GroupWithdrawn))]
[JsonSerializable(typeof(GroupLocked))]
[JsonSerializable(typeof(GroupUnlocked))]
[JsonSerializable(typeof(DeploymentNotice))]
internal sealed partial class JournalJson : JsonSerializerContext;
