namespace Forge.Deploy;

/// <summary>Why a deployment failed, was stopped or was refused: the reference's error codes, as far as they can occur here.</summary>
public enum DeploymentFailure
{
    /// <summary>It did not fail.</summary>
    None,

    /// <summary>ALARM_ACTIVE: an alarm of the group was raised.</summary>
    AlarmActive,

    /// <summary>CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND: something that the group or the request names does not exist.</summary>
    ResourceNotFound,

    /// <summary>DEPLOYMENT_GROUP_MISSING: there is no such deployment group.</summary>
    DeploymentGroupMissing,

    /// <summary>HEALTH_CONSTRAINTS: too few targets stayed or became healthy.</summary>
    HealthConstraints,

    /// <summary>HEALTH_CONSTRAINTS_INVALID: the configuration asks for so many healthy targets that none may be touched.</summary>
    HealthConstraintsInvalid,

    /// <summary>HOOK_EXECUTION_FAILURE: a gate said no.</summary>
    HookExecutionFailure,

    /// <summary>INTERNAL_ERROR: the deployment is recorded in a way that this version cannot go on with.</summary>
    InternalError,

    /// <summary>INVALID_REVISION: the revision is damaged, or its appspec cannot be deployed.</summary>
    InvalidRevision,

    /// <summary>MANUAL_STOP: somebody stopped it.</summary>
    ManualStop,

    /// <summary>NO_INSTANCES: a target of the group is not registered, or the group has none.</summary>
    NoInstances,

    /// <summary>RESOURCE_LIMIT_EXCEEDED: the group takes no deployment now: another one is active, it is locked, or no deployment window is open.</summary>
    ResourceLimitExceeded,

    /// <summary>REVISION_MISSING: the store does not have the revision, or not the one that a rollback would need.</summary>
    RevisionMissing,

    /// <summary>TIMEOUT: a gate got no answer within its time limit.</summary>
    Timeout,
}
