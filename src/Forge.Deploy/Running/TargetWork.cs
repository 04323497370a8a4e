namespace Forge.Deploy.Running;

/// <summary>What a step does: exactly one of the kinds below.</summary>
internal abstract record TargetWork
{
    /// <summary>Brings a revision into the deployment's archive folder, after old revisions were pruned.</summary>
    /// <param name="Revision">The revision.</param>
    /// <param name="MaxRevisions">How many revisions of the group the target keeps, this one included; the last successful one always stays.</param>
    public sealed record Download(IRevisionSource Revision, int MaxRevisions) : TargetWork;

    /// <summary>Removes what the group's previous revision installed, then copies files and sets permissions.</summary>
    /// <param name="Plan">What to copy, from where to where, and which permissions to set.</param>
    /// <param name="AppSpec">The appspec's path within the revision when it is neither <c>appspec.yml</c> nor <c>appspec.yaml</c>, or empty.</param>
    public sealed record Install(InstallPlan Plan, string AppSpec = "") : TargetWork;

    /// <summary>Runs hook scripts one after the other; the first failure ends the step.</summary>
    /// <param name="RevisionDeploymentId">The deployment whose archive folder the scripts come from.</param>
    /// <param name="Scripts">The scripts in order; at least one.</param>
    public sealed record Hooks(string RevisionDeploymentId, IReadOnlyList<HookScript> Scripts) : TargetWork;
}
