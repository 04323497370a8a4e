using Forge.Build;
using Forge.Deploy;

namespace Forge.Pipelines.Timelines;

/// <summary>Turns results into activities. Pure.</summary>
internal static class TimelineBuilder
{
    private const int ShortCommit = 10;

    public static TimelineActivity FromBuild(BuildResult build) => new()
    {
        Title = $"Build {build.Project} #{build.Number}",
        Detail = build.Revision is { } revision ? $"{revision.Repository} at {revision.Commit.ToString()[..ShortCommit]}" : build.BuildId,
        Status = build.Status.ToString(),
        Outcome = ToOutcome(build.Status),
        StartedAt = build.StartedAt,
        EndedAt = build.EndedAt,
        Lanes =
        [
            new TimelineLane
            {
                Name = "phases",
                Status = build.Status.ToString(),
                Steps = [.. build.Phases.Select(FromPhase)],
            },
        ],
    };

    public static TimelineActivity FromDeployment(DeploymentResult deployment) => new()
    {
        Title = $"{(deployment.RollbackOf is null ? "Deployment" : "Rollback")} to {deployment.Group}",
        Detail = deployment.RollbackOf is { } failed
            ? $"{deployment.DeploymentId}: {deployment.Revision} again, because {failed} failed"
            : $"{deployment.DeploymentId}: {deployment.Revision}",
        Status = deployment.Status.ToString(),
        Outcome = ToOutcome(deployment.Status),
        StartedAt = deployment.CreatedAt,
        EndedAt = deployment.EndedAt,
        Lanes = [.. deployment.Targets.Select(FromTarget)],
    };

    private static TimelineStep FromPhase(BuildPhaseResult phase) => new()
    {
        Name = phase.Phase.ToString(),
        Status = phase.Status?.ToString() ?? "",
        Outcome = phase.Status is { } status ? ToOutcome(status) : TimelineOutcome.Neutral,
        Message = phase.Message,
        StartedAt = phase.StartedAt,
        EndedAt = phase.EndedAt,
    };

    private static TimelineLane FromTarget(TargetDeploymentResult target) => new()
    {
        Name = target.Target,
        Status = target.Status.ToString(),
        Steps = [.. target.Events.Where(step => step.StartedAt is not null).Select(FromEvent)],
    };

    private static TimelineStep FromEvent(LifecycleEventResult step) => new()
    {
        Name = step.Event.ToString(),
        Status = step.Status.ToString(),
        Outcome = ToOutcome(step.Status),
        Message = step.Message,
        StartedAt = step.StartedAt!.Value,
        EndedAt = step.EndedAt,
    };

    private static TimelineOutcome ToOutcome(BuildStatus status) => status switch
    {
        BuildStatus.InProgress => TimelineOutcome.Running,
        BuildStatus.Succeeded => TimelineOutcome.Good,
        BuildStatus.Stopped => TimelineOutcome.Neutral,
        _ => TimelineOutcome.Bad,
    };

    private static TimelineOutcome ToOutcome(DeploymentStatus status) => status switch
    {
        DeploymentStatus.Succeeded => TimelineOutcome.Good,
        DeploymentStatus.Failed => TimelineOutcome.Bad,
        DeploymentStatus.Stopped => TimelineOutcome.Neutral,
        _ => TimelineOutcome.Running,
    };

    private static TimelineOutcome ToOutcome(LifecycleEventStatus status) => status switch
    {
        LifecycleEventStatus.Succeeded => TimelineOutcome.Good,
        LifecycleEventStatus.Failed or LifecycleEventStatus.Unknown => TimelineOutcome.Bad,
        LifecycleEventStatus.Skipped => TimelineOutcome.Neutral,
        _ => TimelineOutcome.Running,
    };
}
