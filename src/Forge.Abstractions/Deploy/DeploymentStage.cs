namespace Forge.Deploy;

/// <summary>A place in a deployment at which a gate is asked.</summary>
public enum DeploymentStage
{
    /// <summary>Before the first target is touched.</summary>
    BeforeDeployment,

    /// <summary>Before a target's first lifecycle event, for each target.</summary>
    BeforeTarget,

    /// <summary>After the first target has the revision, and before any other is touched: until then the first one stays alone.</summary>
    AfterFirstTarget,

    /// <summary>Before a lifecycle event, for each target.</summary>
    BeforeEvent,

    /// <summary>After a lifecycle event has succeeded, for each target.</summary>
    AfterEvent,

    /// <summary>After the last target and the bake, before the deployment counts as a success.</summary>
    BeforeSuccess,

    /// <summary>Before the first target is touched by an automatic rollback, which asks no other gates.</summary>
    BeforeRollback,
}
