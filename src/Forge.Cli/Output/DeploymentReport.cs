using Forge.Deploy;

namespace Forge.Cli.Output;

/// <summary>A deployment, as <c>--json</c> prints it.</summary>
internal sealed record DeploymentReport(
    string Status, string ErrorCode, string Message, string DeploymentId, string? RollbackDeploymentId, IReadOnlyList<DeploymentReport.Step> Events)
{
    public static DeploymentReport From(DeploymentResult deployment)
    {
        var steps = deployment.Targets
            .SelectMany(target => target.Events.Select(step => new Step(
                target.Target,
                step.Event.ToString(),
                step.Status.ToString(),
                step.StartedAt is { } start && step.EndedAt is { } end ? (end - start).TotalSeconds : null,
                step.ErrorCode.ToString(),
                step.Message)))
            .ToList();
        var failed = steps.FirstOrDefault(step => step.Status == nameof(LifecycleEventStatus.Failed));
        return new DeploymentReport(
            deployment.Status.ToString(),
            failed?.ErrorCode ?? nameof(LifecycleErrorCode.Success),
            deployment.Message,
            deployment.DeploymentId,
            deployment.RollbackDeploymentId,
            steps);
    }

    internal sealed record Step(string Target, string Event, string Status, double? Seconds, string ErrorCode, string Message);
}
