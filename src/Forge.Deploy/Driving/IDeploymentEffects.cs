using Forge.Deploy.Running;

namespace Forge.Deploy.Driving;

/// <summary>Carries out the steps of one deployment. The driver's only way to touch the world, so that its tests need no target.</summary>
/// <remarks>Concurrency: steps on different targets overlap; for one target there is one at a time. Disposal closes connections; what runs on a target goes on.</remarks>
internal interface IDeploymentEffects : IAsyncDisposable
{
    /// <summary>Carries out a step, or finds it under way or ended and follows it to its end. It is never started twice.</summary>
    /// <param name="step">The step.</param>
    /// <param name="epoch">The epoch of the lease under which the driver acts.</param>
    /// <param name="cancellationToken">Ends the following; the step goes on.</param>
    /// <returns>How it ended. A target that cannot be reached is an outcome too.</returns>
    Task<StepOutcome> PerformAsync(DeploymentStep step, long epoch, CancellationToken cancellationToken);
}
