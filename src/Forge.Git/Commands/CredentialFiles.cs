namespace Forge.Git.Commands;

/// <summary>Where a git process finds the credential for a server: in files, whose names may be seen.</summary>
internal sealed record CredentialFiles
{
    /// <summary>Gets scheme, host and port of the server.</summary>
    public string Server { get; init; } = "";

    /// <summary>Gets the file with user name and password, or null.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Gets the command that starts ssh with a key, or null.</summary>
    public string? SshCommand { get; init; }
}
