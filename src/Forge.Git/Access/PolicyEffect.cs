namespace Forge.Git.Access;

/// <summary>What a statement does when it applies.</summary>
internal enum PolicyEffect
{
    /// <summary>It allows, unless another one denies.</summary>
    Allow,

    /// <summary>It denies, whatever others allow.</summary>
    Deny,
}
