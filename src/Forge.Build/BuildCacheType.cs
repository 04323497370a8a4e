namespace Forge.Build;

/// <summary>Where the caches of a project are kept.</summary>
public enum BuildCacheType
{
    /// <summary>In the artifact store: every host that shares the store shares them.</summary>
    Store,

    /// <summary>In a directory of the host: <see cref="BuildOptions.LocalCacheDirectory"/>.</summary>
    Local,

    /// <summary>Nowhere: <c>cache</c> of a buildspec has no effect.</summary>
    None,
}
