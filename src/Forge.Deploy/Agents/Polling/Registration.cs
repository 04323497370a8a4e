namespace Forge.Deploy.Agents.Polling;

/// <summary>Who this agent is and how it proves it: the content of the registration file. Full of secrets: never logged.</summary>
internal sealed record Registration
{
    public int Version { get; init; } = 1;

    public required string Agent { get; init; }

    /// <summary>Gets the public key of the server; what it did not sign is refused.</summary>
    public required byte[] ServerKey { get; init; }

    public required string Credential { get; init; }

    /// <summary>Gets the credential that the server may know already, and that follows; null when none was made.</summary>
    public string? NextCredential { get; init; }

    /// <summary>Gets what proves that this is the agent that had the last session.</summary>
    public required string Link { get; init; }

    /// <summary>Gets the link that the server may know already; null when no session is being begun.</summary>
    public string? NextLink { get; init; }

    /// <summary>Gets the invitation that is being taken up; null when the server has answered.</summary>
    public string? PendingInvitation { get; init; }

    public string? ServerCertificateHash { get; init; }

    public string? ClientCertificatePath { get; init; }

    public string? ClientKeyPath { get; init; }

    /// <summary>Hides what is in it.</summary>
    public override string ToString() => $"registration of '{Agent}'";
}
