namespace Forge.Deploy.Running;

/// <summary>What an installed file or directory belongs to and allows. Null means: leave as it is.</summary>
/// <param name="Path">The absolute path on the target.</param>
/// <param name="Mode">Octal digits as for chmod, or null.</param>
/// <param name="Owner">A user name, or null.</param>
/// <param name="Group">A group name, or null.</param>
internal sealed record InstallPermission(string Path, string? Mode, string? Owner, string? Group);
