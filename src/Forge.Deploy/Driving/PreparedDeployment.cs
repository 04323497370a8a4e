using Forge.Deploy.Bundles;
using Forge.Deploy.Running;

namespace Forge.Deploy.Driving;

/// <summary>A request that could be carried out, checked against all there is.</summary>
/// <param name="Created">What would be recorded.</param>
/// <param name="Group">How the group stands.</param>
/// <param name="Bundle">The revision.</param>
/// <param name="Install">What would be installed below each target's destination root.</param>
internal sealed record PreparedDeployment(DeploymentCreated Created, GroupState Group, Bundle Bundle, InstallPlan Install)
{
    /// <summary>Gets what keeps the deployment from beginning now, or null.</summary>
    public string? Hindrance { get; init; }

    /// <summary>Gets a value indicating whether it may wait for its turn then.</summary>
    public bool MayWait { get; init; }
}
