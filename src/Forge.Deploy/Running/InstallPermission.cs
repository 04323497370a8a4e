namespace Forge.Deploy.Running;

/// <summary>What an installed file or directory belongs to and allows. Null means: leave as it is.</summary>
/// <param name="Path">The absolute path on the target.</param>
/// <param name="Mode">Octal digits as for chmod, or null.</param>
/// <param name="Owner">A user name, or null.</param>
/// <param name="Group">A group name, or null.</param>
internal sealed record InstallPermission(string Path, string? Mode, string? Owner, string? Group)
{
    /// <summary>Gets the access control list beside the mode: entries as for setfacl, divided by commas, then the entries that the target derives from the mode
    /// (<c>u g o m</c>, and with <c>d</c> in front the defaults), each after a blank; or null.</summary>
    public string? AccessList { get; init; }

    /// <summary>Gets the SELinux user, type and range, divided by blanks, <c>-</c> for what the policy decides; or null.</summary>
    public string? Context { get; init; }
}
