using Forge.Deploy.Driving;

namespace Forge.Deploy.Gates;

/// <summary>How a question to a gate stands.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Plan">The gate.</param>
/// <param name="AskedAt">When it was first asked.</param>
/// <param name="Answer">The answer, or null.</param>
internal sealed record GateState(GateAsked Asked, GatePlan Plan, DateTimeOffset AskedAt, GateAnswered? Answer = null)
{
    /// <summary>Gets when it is too late to answer.</summary>
    public DateTimeOffset Deadline => AskedAt + Plan.TimeLimit;

    /// <summary>Makes the question as the gate sees it.</summary>
    public DeploymentGateQuestion ToQuestion(DeploymentCreated created) => new()
    {
        Id = Asked.Id,
        DeploymentId = created.DeploymentId,
        Group = created.Group,
        Application = created.Application,
        Revision = created.Revision,
        Digest = created.Digest,
        Creator = created.Creator,
        Stage = Plan.Stage,
        Target = Asked.Target,
        Event = Asked.Event?.ToString(),
        AskedAt = AskedAt,
        Deadline = Deadline,
    };
}
