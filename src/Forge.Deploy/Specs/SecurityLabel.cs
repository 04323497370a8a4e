namespace Forge.Deploy.Specs;

/// <summary>An SELinux context.</summary>
/// <param name="User">The SELinux user, or empty for the policy's own.</param>
/// <param name="Type">The type.</param>
/// <param name="Range">The range of levels, or empty for the policy's own.</param>
internal sealed record SecurityLabel(string User, string Type, string Range);
