namespace Forge.Deploy.Agents;

/// <summary>What a machine needs to become an agent.</summary>
public sealed record AgentRegistrationRequest
{
    /// <summary>Gets the address at which the server serves agents.</summary>
    public required Uri Server { get; init; }

    /// <summary>Gets the invitation that <see cref="DeployAgents.Invite"/> has made.</summary>
    public required SecretValue Invitation { get; init; }

    /// <summary>Gets the file to make, in a directory that only the agent's account can write.</summary>
    public required string RegistrationPath { get; init; }

    /// <summary>Gets a value indicating whether a registration that is there already is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Gets a value indicating whether a server on this machine may be talked to over plain http.</summary>
    public bool AllowPlainLoopback { get; init; }

    /// <summary>Gets the SHA-256 of the server's certificate in hexadecimal digits, which is pinned instead of the system's authorities; null for those.</summary>
    public string? ServerCertificateHash { get; init; }

    /// <summary>Gets the PEM file with the client certificate that the agent shows, and is pinned to; null for none.</summary>
    public string? ClientCertificatePath { get; init; }

    /// <summary>Gets the PEM file with the key of the client certificate; null when it is in the same file.</summary>
    public string? ClientKeyPath { get; init; }

    /// <summary>Gets the proxy to go through; null for that of the environment.</summary>
    public Uri? Proxy { get; init; }
}
