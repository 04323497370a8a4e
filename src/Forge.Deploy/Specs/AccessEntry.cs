namespace Forge.Deploy.Specs;

/// <summary>One entry of an access control list.</summary>
/// <param name="IsDefault">Whether it is for what is made in the directory later.</param>
/// <param name="Kind">Whom it is for: <c>u</c>, <c>g</c>, <c>m</c> or <c>o</c>.</param>
/// <param name="Name">The user or group; empty for the owner, the owning group, the mask and others.</param>
/// <param name="Permissions">What is allowed: a digit, or letters as for setfacl.</param>
internal sealed record AccessEntry(bool IsDefault, char Kind, string Name, string Permissions)
{
    /// <summary>Gets a value indicating whether it is for a user or group by name.</summary>
    public bool IsNamed => Name.Length > 0;

    /// <summary>Writes the entry as setfacl reads it.</summary>
    public override string ToString() => $"{(IsDefault ? "d:" : "")}{Kind}:{Name}:{Permissions}";
}
