using System.Text.Json.Serialization;

namespace Forge.Git.Pushes;

/// <summary>How pushes are written into the journal.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(AcceptedPush))]
[JsonSerializable(typeof(EndedPush))]
[JsonSerializable(typeof(PushEventBody))]
internal sealed partial class PushJson : JsonSerializerContext;
