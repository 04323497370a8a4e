namespace Forge.Deploy;

/// <summary>What happens when a file that a deployment installs exists on the target and the group did not install it.</summary>
public enum FileExistsBehavior
{
    /// <summary>The deployment fails on this target before anything is removed or written.</summary>
    Disallow,

    /// <summary>The file is replaced.</summary>
    Overwrite,

    /// <summary>The file stays, and the revision's own is not copied.</summary>
    Retain,
}
