namespace Forge.Build.Planning;

/// <summary>What a host of a Git repository wants to know of whoever fetches.</summary>
internal sealed record SourceCredential
{
    /// <summary>Gets the server: <c>https://host[:port]</c>. The credential is for no other.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the user.</summary>
    public required string UserName { get; init; }

    /// <summary>Gets the password or token.</summary>
    public required SecretValue Password { get; init; }
}
