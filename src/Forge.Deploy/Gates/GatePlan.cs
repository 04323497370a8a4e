namespace Forge.Deploy.Gates;

/// <summary>A gate of a deployment, as it was when the deployment was asked for.</summary>
/// <param name="Name">Its name in the group.</param>
/// <param name="Gate">The registered gate that is asked, or empty for a person.</param>
/// <param name="Stage">Where.</param>
/// <param name="Event">The lifecycle event, or null.</param>
/// <param name="TimeLimit">How long the answer is waited for.</param>
internal sealed record GatePlan(string Name, string Gate, DeploymentStage Stage, LifecycleEvent? Event, TimeSpan TimeLimit)
{
    /// <summary>Makes the plan of options that were validated.</summary>
    public static GatePlan Of(DeploymentGateOptions options) => new(options.Name, options.Gate, options.Stage, options.Event, options.TimeLimit);
}
