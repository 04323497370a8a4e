namespace Forge.Deploy;

/// <summary>What a trigger tells of, by the reference's names.</summary>
public enum DeploymentTriggerEvent
{
    /// <summary>A deployment begins.</summary>
    DeploymentStart,

    /// <summary>A deployment has succeeded.</summary>
    DeploymentSuccess,

    /// <summary>A deployment has failed.</summary>
    DeploymentFailure,

    /// <summary>A deployment was stopped.</summary>
    DeploymentStop,

    /// <summary>A deployment has ended and is rolled back.</summary>
    DeploymentRollback,

    /// <summary>A deployment waits for the word of a person.</summary>
    DeploymentReady,

    /// <summary>A target is being deployed to.</summary>
    InstanceStart,

    /// <summary>A target has the revision.</summary>
    InstanceSuccess,

    /// <summary>A lifecycle event failed on a target.</summary>
    InstanceFailure,

    /// <summary>A target waits for the word of a person.</summary>
    InstanceReady,
}
