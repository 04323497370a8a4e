namespace Forge.Git.Storage;

/// <summary>One user in users.json.</summary>
internal sealed record UserRecord
{
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset CredentialIssuedAt { get; init; }

    /// <summary>Gets the HMAC-SHA256 of the password under the pepper, in hexadecimal digits.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>Gets the policy document as text.</summary>
    public required string Policy { get; init; }
}
