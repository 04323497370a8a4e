namespace Forge.Git;

/// <summary>Why a repository or a user could not be administered.</summary>
public enum GitHostingFailure
{
    /// <summary>The name breaks a rule.</summary>
    InvalidName,

    /// <summary>The name is taken, perhaps in another case.</summary>
    NameTaken,

    /// <summary>There is no repository or user of that name.</summary>
    NotFound,

    /// <summary>The files under the root cannot be used: damaged, locked for too long, or readable by others.</summary>
    Unusable,

    /// <summary>The <c>git</c> executable is missing, too old, or failed.</summary>
    Git,
}
