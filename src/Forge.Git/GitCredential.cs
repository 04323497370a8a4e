namespace Forge.Git;

/// <summary>What a Git client authenticates with over HTTP. Forge keeps only a keyed hash: this is the one time it can be shown.</summary>
public sealed record GitCredential
{
    /// <summary>Gets the user name.</summary>
    public required string UserName { get; init; }

    /// <summary>Gets the generated password: 256 random bits.</summary>
    public required SecretValue Password { get; init; }
}
