namespace Forge.Shared.Archives;

/// <summary>What an entry of an archive is. There is nothing else: devices, FIFOs and sockets are refused.</summary>
internal enum ArchiveEntryKind
{
    /// <summary>A file. A hard link of a tar is a file with the same content.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,
}
