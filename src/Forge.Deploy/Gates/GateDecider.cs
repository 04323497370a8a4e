using Forge.Deploy.Driving;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Gates;

/// <summary>Says where gates and the bake hold a deployment. Pure.</summary>
/// <remarks>Each member returns null where nothing holds it; otherwise the questions that are to be recorded, none when all were asked and not all were answered.</remarks>
internal static class GateDecider
{
    /// <summary>Says what holds the deployment before it touches anything.</summary>
    public static IReadOnlyList<DeploymentEvent>? BeforeFirst(DeploymentState state) =>
        Hold(state, state.Created.RollbackOf is null ? DeploymentStage.BeforeDeployment : DeploymentStage.BeforeRollback);

    /// <summary>Says what holds a target before one of its lifecycle events.</summary>
    /// <param name="state">The deployment.</param>
    /// <param name="target">The target.</param>
    /// <param name="index">Which of its events.</param>
    public static IReadOnlyList<DeploymentEvent>? BeforeStep(DeploymentState state, TargetState target, int index) =>
        state.Created.Gates is null ? null
        : Both(
            index is 0 ? Hold(state, DeploymentStage.BeforeTarget, target.Name) : AfterStep(state, target, index - 1),
            Hold(state, DeploymentStage.BeforeEvent, target.Name, target.Steps[index].Event));

    /// <summary>Says what holds a target after its last lifecycle event.</summary>
    public static IReadOnlyList<DeploymentEvent>? AfterLast(DeploymentState state, TargetState target) => AfterStep(state, target, target.Steps.Count - 1);

    /// <summary>Tells whether a gate may hold a target after its last lifecycle event, so that it is not done though all its events are.</summary>
    public static bool HoldsTargets(DeploymentState state) => state.Created.Gates?.Any(gate => gate.Stage is DeploymentStage.AfterEvent) ?? false;

    /// <summary>Says how far the deployment is with a target: what a gate holds after the last event is not done.</summary>
    public static HostProgress Progress(DeploymentState state, TargetState target) =>
        target.Progress is HostProgress.Succeeded && AfterLast(state, target) is not null ? HostProgress.Running : target.Progress;

    /// <summary>Says which of the targets that could be started may be.</summary>
    /// <param name="state">The deployment.</param>
    /// <param name="start">The indexes of the targets.</param>
    /// <returns>The indexes of those that may be started, and the questions to be recorded.</returns>
    public static (IEnumerable<int> Start, IReadOnlyList<DeploymentEvent> Questions) Narrow(DeploymentState state, IReadOnlyList<int> start)
    {
        if (start.Count is 0 || Hold(state, DeploymentStage.AfterFirstTarget) is not { } questions)
        {
            return (start, []);
        }

        var progress = state.Targets.Select(target => Progress(state, target)).ToHashSet();
        return progress.Contains(HostProgress.Succeeded) ? ([], questions)
            : (start.Take(progress.Contains(HostProgress.Running) ? 0 : 1), []);
    }

    /// <summary>Says what holds the deployment before it counts as a success: the bake first, then gates.</summary>
    public static IReadOnlyList<DeploymentEvent>? BeforeSuccess(DeploymentState state) =>
        IsBaking(state) ? (state.Baked is null ? [new Baked(TimeSpan.Zero)] : []) : Hold(state, DeploymentStage.BeforeSuccess);

    /// <summary>Tells whether the bake of a deployment whose targets are done is not over.</summary>
    public static bool IsBaking(DeploymentState state) =>
        state is { SkippedBy: null, Created.RollbackOf: null } && (state.Baked ?? TimeSpan.Zero) < state.Created.BakeTime;

    private static List<DeploymentEvent>? AfterStep(DeploymentState state, TargetState target, int index) =>
        Hold(state, DeploymentStage.AfterEvent, target.Name, target.Steps[index].Event);

    private static IReadOnlyList<DeploymentEvent>? Both(IReadOnlyList<DeploymentEvent>? one, IReadOnlyList<DeploymentEvent>? other) =>
        one is null ? other : other is null ? one : [.. one, .. other];

    private static List<DeploymentEvent>? Hold(DeploymentState state, DeploymentStage stage, string? target = null, LifecycleEvent? name = null)
    {
        List<DeploymentEvent>? questions = null;
        if (state.Created.RollbackOf is null || stage is DeploymentStage.BeforeRollback)
        {
            foreach (var gate in state.Created.Gates?.Where(gate => gate.Stage == stage && gate.Event == name) ?? [])
            {
                var id = GateId.Of(state.Created.DeploymentId, gate.Name, target, name);
                var known = state.Gates.GetValueOrDefault(id);
                if (known?.Answer is not { IsApproved: true })
                {
                    questions ??= [];
                    questions.AddRange(known is null ? [new GateAsked(id, gate.Name, target, name)] : Array.Empty<GateAsked>());
                }
            }
        }

        return questions;
    }
}
