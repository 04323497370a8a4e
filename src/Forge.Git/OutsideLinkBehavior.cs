namespace Forge.Git;

/// <summary>What a checkout does with a symbolic link that leads out of the checked-out tree.</summary>
public enum OutsideLinkBehavior
{
    /// <summary>The checkout fails and names the link.</summary>
    Refuse,

    /// <summary>The link is written as committed.</summary>
    Keep,
}
