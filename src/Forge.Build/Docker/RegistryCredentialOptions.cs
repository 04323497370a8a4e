namespace Forge.Build.Docker;

/// <summary>Who the host is to a registry of images.</summary>
public sealed class RegistryCredentialOptions
{
    /// <summary>Gets or sets the beginning of the names of the images it is for: <c>registry.example:5000</c> or <c>registry.example/team</c>. The longest that fits is used.</summary>
    public string Registry { get; set; } = "";

    /// <summary>Gets or sets the user's name.</summary>
    public string UserName { get; set; } = "";

    /// <summary>Gets or sets the id of the secret with the password or token, in the host's <see cref="ISecretStore"/>. Read before every fetch.</summary>
    public string SecretId { get; set; } = "";

    /// <summary>Says whether it is for an image.</summary>
    internal bool IsFor(ImageReference image) =>
        image.Value.StartsWith(Registry, StringComparison.Ordinal) && (Registry.EndsWith('/') || image.Value.Length == Registry.Length || image.Value[Registry.Length] is '/' or ':' or '@');
}
