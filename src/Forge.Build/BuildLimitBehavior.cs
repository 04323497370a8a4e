namespace Forge.Build;

/// <summary>What happens to a build that would exceed the limit of its project.</summary>
public enum BuildLimitBehavior
{
    /// <summary>It waits in the phase <see cref="BuildPhase.Queued"/> until one of the others ends.</summary>
    Queue,

    /// <summary>It is refused with <see cref="BuildRefusedException"/>, as in the reference.</summary>
    Refuse,
}
