namespace Forge.Deploy;

/// <summary>What makes a deployment be followed by one of the last successful revision, by the reference's event names.</summary>
[Flags]
public enum RollbackTriggers
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>DEPLOYMENT_FAILURE: the deployment failed.</summary>
    Failure = 1,

    /// <summary>DEPLOYMENT_STOP_ON_ALARM: an alarm stopped it.</summary>
    Alarm = 2,

    /// <summary>DEPLOYMENT_STOP_ON_REQUEST: somebody stopped it.</summary>
    Stop = 4,
}
