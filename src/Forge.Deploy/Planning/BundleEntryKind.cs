namespace Forge.Deploy.Planning;

/// <summary>What an entry of a revision is.</summary>
internal enum BundleEntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,
}
