namespace Forge.Git;

/// <summary>What a Git client authenticates with over HTTP at the server of a source.</summary>
public sealed record SourceCredential
{
    /// <summary>Gets the server: scheme, host and port, as in <c>https://example.com</c>. Give the credential to no other.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the user name.</summary>
    public required string UserName { get; init; }

    /// <summary>Gets the password or token.</summary>
    public required SecretValue Password { get; init; }
}
