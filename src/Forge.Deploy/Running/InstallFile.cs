namespace Forge.Deploy.Running;

/// <summary>One file or symbolic link to copy.</summary>
/// <param name="Source">The path within the revision.</param>
/// <param name="Destination">The absolute path on the target.</param>
internal sealed record InstallFile(string Source, string Destination);
