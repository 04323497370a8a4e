namespace Forge.Deploy.Notifications;

/// <summary>A trigger of a deployment, as it was when the deployment was asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Events">What it tells of; none stands for everything.</param>
internal sealed record TriggerPlan(string Name, IReadOnlyList<DeploymentTriggerEvent> Events)
{
    /// <summary>Makes the plan of options that were validated.</summary>
    public static TriggerPlan Of(DeploymentTriggerOptions options) => new(options.Name, [.. options.Events]);

    /// <summary>Tells whether it tells of an event.</summary>
    public bool Wants(DeploymentTriggerEvent what) => Events.Count is 0 || Events.Contains(what);
}
