namespace Forge.Deploy;

/// <summary>What becomes of a deployment that cannot begin yet: another one is active, the group is locked, or no deployment window is open.</summary>
public enum QueueBehavior
{
    /// <summary>It is refused, as the reference does it.</summary>
    Refuse,

    /// <summary>It waits as <see cref="DeploymentStatus.Queued"/>; deployments of a group begin in the order in which they were asked for.</summary>
    Queue,
}
