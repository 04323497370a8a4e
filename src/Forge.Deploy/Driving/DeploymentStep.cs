using System.Security.Cryptography;
using System.Text;

namespace Forge.Deploy.Driving;

/// <summary>One lifecycle event on one target, to be carried out.</summary>
/// <param name="DeploymentId">The deployment.</param>
/// <param name="Target">The target.</param>
/// <param name="Event">The lifecycle event.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
internal sealed record DeploymentStep(string DeploymentId, string Target, LifecycleEvent Event, int Attempt)
{
    private const int HashBytes = 4;

    /// <summary>Gets the id by which the target remembers the step: the same after every restart of the host.</summary>
    // Names of targets may hold anything; ids may not, and two targets may share a machine.
    public string Id =>
        $"{DeploymentId}.{Event}.{Attempt}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Target)).AsSpan(0, HashBytes))}";
}
