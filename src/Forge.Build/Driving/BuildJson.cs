using System.Text.Json.Serialization;

namespace Forge.Build.Driving;

/// <summary>Reads and writes the events as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BuildStarted))]
[JsonSerializable(typeof(NumberTaken))]
[JsonSerializable(typeof(SourceResolved))]
[JsonSerializable(typeof(ReportsMade))]
[JsonSerializable(typeof(PhaseEnded))]
[JsonSerializable(typeof(OutputsTaken))]
[JsonSerializable(typeof(BuildEnded))]
[JsonSerializable(typeof(SpecRead))]
[JsonSerializable(typeof(CommandsVoided))]
[JsonSerializable(typeof(StopAsked))]
[JsonSerializable(typeof(BuildPaused))]
[JsonSerializable(typeof(ResumeAsked))]
internal sealed partial class BuildJson : JsonSerializerContext;
