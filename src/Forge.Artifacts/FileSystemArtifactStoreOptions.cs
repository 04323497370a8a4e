using System.ComponentModel.DataAnnotations;

namespace Forge.Artifacts;

/// <summary>Where a store keeps artifacts on the file system. Read once, when the store is created.</summary>
public sealed class FileSystemArtifactStoreOptions
{
    /// <summary>Gets or sets the name by which projects and groups choose the store.</summary>
    /// <value>The default is <c>files</c>; 1 to 64 characters.</value>
    [Required]
    [StringLength(64, MinimumLength = 1)]
    public string Name { get; set; } = "files";

    /// <summary>Gets or sets the directory, absolute or relative to the working directory. It is made when it is missing and belongs to the store alone.</summary>
    /// <value>Must be set. A file system with atomic renames; several processes of one machine may share it.</value>
    [Required]
    public string Directory { get; set; } = "";
}
