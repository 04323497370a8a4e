namespace Forge.Deploy;

/// <summary>Why a deploy target could not be used.</summary>
public enum DeployTargetFailure
{
    /// <summary>Nobody answers at the target's address.</summary>
    Unreachable,

    /// <summary>The target refused the credentials.</summary>
    Authentication,

    /// <summary>The target's host key is unknown or not the pinned one. No command was sent.</summary>
    HostKey,

    /// <summary>The connection ended in the middle of something.</summary>
    ConnectionLost,

    /// <summary>The target lacks a program that Forge needs there.</summary>
    Unsupported,
}
