using System.Text.Json.Serialization;

namespace Forge.Cli.Output;

/// <summary>What <c>--json</c> prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BuildOutcome))]
[JsonSerializable(typeof(BatchOutcome))]
[JsonSerializable(typeof(DeploymentReport))]
[JsonSerializable(typeof(PushReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(CopyReport))]
[JsonSerializable(typeof(CredentialReport))]
[JsonSerializable(typeof(NameReport))]
[JsonSerializable(typeof(NameReport[]))]
internal sealed partial class CliJson : JsonSerializerContext;
