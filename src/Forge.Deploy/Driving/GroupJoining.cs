namespace Forge.Deploy.Driving;

/// <summary>A deployment to some targets of the group begins by itself. Until it has ended no other deployment takes them.</summary>
/// <param name="DeploymentId">The deployment.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Revision">The deployment whose revision it brings; for one that leaves, empty.</param>
/// <param name="Targets">The targets, and what tells each machine from an earlier one of its name.</param>
internal sealed record GroupJoining(
    string DeploymentId, JoinPurpose Purpose, string Revision, IReadOnlyDictionary<string, string> Targets) : GroupEvent;
