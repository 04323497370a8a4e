namespace Forge.Git;

/// <summary>Somebody, or some program, that may use hosted repositories.</summary>
public sealed record GitUser
{
    /// <summary>Gets the name, as given in the user name field of HTTP authentication.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what the user may do.</summary>
    public required GitAccessPolicy Policy { get; init; }

    /// <summary>Gets when the user was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when the present credential was issued.</summary>
    public required DateTimeOffset CredentialIssuedAt { get; init; }
}
