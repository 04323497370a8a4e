using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>The state machine of a build: which phase follows, and how the build stands in the end.</summary>
internal static class PhaseTransition
{
    /// <summary>Says which phase follows.</summary>
    /// <param name="phase">The phase that ended.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="onFailure">What the author of the buildspec wants after its failure.</param>
    public static BuildPhase Next(BuildPhase phase, BuildStatus status, OnFailure onFailure) => (phase, status, onFailure) switch
    {
        (BuildPhase.Finalizing, _, _) => BuildPhase.Completed,
        (_, BuildStatus.Succeeded, _) => phase + 1,
        (BuildPhase.Submitted or BuildPhase.Queued or BuildPhase.Provisioning, _, _) => BuildPhase.Completed,
        (BuildPhase.Install or BuildPhase.PreBuild or BuildPhase.Build or BuildPhase.PostBuild, BuildStatus.Failed, OnFailure.Continue) => phase + 1,
        (BuildPhase.Build or BuildPhase.PostBuild, BuildStatus.Failed, not OnFailure.Abort) => phase + 1,
        _ => BuildPhase.Finalizing,
    };

    /// <summary>Says how a build stands when all its phases have ended.</summary>
    /// <param name="phases">The status of each phase, and whether its failure is one that does not count.</param>
    public static BuildStatus Outcome(IEnumerable<(BuildStatus Status, bool IsForgiven)> phases) =>
        phases.Where(phase => !phase.IsForgiven || phase.Status is not BuildStatus.Failed)
            .Select(phase => phase.Status)
            .Aggregate(BuildStatus.Succeeded, (worst, status) => Severity(status) > Severity(worst) ? status : worst);

    private static int Severity(BuildStatus status) => status switch
    {
        BuildStatus.Failed => 1,
        BuildStatus.Fault => 2,
        BuildStatus.TimedOut => 3,
        BuildStatus.Stopped => 4,
        _ => 0,
    };
}
