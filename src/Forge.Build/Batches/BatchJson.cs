using System.Text.Json.Serialization;

namespace Forge.Build.Batches;

/// <summary>Reads and writes the events of batches as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BatchStarted))]
[JsonSerializable(typeof(BatchPlanned))]
[JsonSerializable(typeof(BatchPhaseEnded))]
[JsonSerializable(typeof(BatchBuildStarted))]
[JsonSerializable(typeof(BatchBuildEnded))]
[JsonSerializable(typeof(BatchStopAsked))]
[JsonSerializable(typeof(BatchTimedOut))]
[JsonSerializable(typeof(BatchReportsMerged))]
[JsonSerializable(typeof(BatchEnded))]
internal sealed partial class BatchJson : JsonSerializerContext;
