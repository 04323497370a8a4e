using System.Text.Json.Serialization;

namespace Forge.Deploy.Notifications;

/// <summary>What a deployment has to do with a rollback, in the reference's message.</summary>
/// <param name="RollbackDeploymentId">The deployment that rolls this one back, or null.</param>
/// <param name="RollbackTriggeringDeploymentId">The deployment that this one rolls back, or null.</param>
internal sealed record TriggerRollback(
    [property: JsonPropertyName("RollbackDeploymentId")] string? RollbackDeploymentId,
    [property: JsonPropertyName("RollbackTriggeringDeploymentId")] string? RollbackTriggeringDeploymentId);
