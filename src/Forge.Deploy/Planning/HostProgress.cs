namespace Forge.Deploy.Planning;

/// <summary>How far a deployment is with one host.</summary>
internal enum HostProgress
{
    /// <summary>Nothing was done to it.</summary>
    Waiting,

    /// <summary>It is being deployed to.</summary>
    Running,

    /// <summary>It has the new revision.</summary>
    Succeeded,

    /// <summary>The deployment failed on it.</summary>
    Failed,
}
