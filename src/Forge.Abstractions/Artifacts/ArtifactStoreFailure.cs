namespace Forge.Artifacts;

/// <summary>Why an artifact store could not do what was asked.</summary>
public enum ArtifactStoreFailure
{
    /// <summary>The store cannot be reached or answered with an error.</summary>
    Unavailable,

    /// <summary>There is no such artifact.</summary>
    NotFound,

    /// <summary>The key is taken by other bytes.</summary>
    Conflict,

    /// <summary>The store is full.</summary>
    NoSpace,

    /// <summary>The stored bytes are not those that were stored.</summary>
    Corrupt,
}
