using System.Text.Json.Serialization;

namespace Forge.Deploy.Notifications;

/// <summary>Why a deployment failed, in the reference's message.</summary>
/// <param name="ErrorCode">The code.</param>
/// <param name="ErrorMessage">The message.</param>
internal sealed record TriggerError(
    [property: JsonPropertyName("ErrorCode")] string ErrorCode,
    [property: JsonPropertyName("ErrorMessage")] string ErrorMessage);
