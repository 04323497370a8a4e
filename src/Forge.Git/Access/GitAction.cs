namespace Forge.Git.Access;

/// <summary>What a user wants to do.</summary>
internal enum GitAction
{
    /// <summary>Clone or fetch.</summary>
    Pull,

    /// <summary>Push.</summary>
    Push,

    /// <summary>Push what is no fast-forward.</summary>
    ForcePush,
}
