namespace Forge;

/// <summary>Names one version of a secret.</summary>
public sealed record SecretReference
{
    /// <summary>Gets the secret's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the wanted stage; null when <see cref="Version"/> is given, else the current stage is meant.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets the wanted version, or null. A reference never has both a version and a stage.</summary>
    public string? Version { get; init; }
}
