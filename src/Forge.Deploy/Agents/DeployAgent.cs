namespace Forge.Deploy.Agents;

/// <summary>A polling agent as the host knows it.</summary>
public sealed record DeployAgent
{
    /// <summary>Gets the name, which is that of the deploy target.</summary>
    public required string Name { get; init; }

    /// <summary>Gets when the machine was registered; null when it was not, or was removed.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>Gets when its credential runs out unless the agent replaces it; null for never.</summary>
    public DateTimeOffset? CredentialExpiresAt { get; init; }

    /// <summary>Gets a value indicating whether it has to show the client certificate that it registered with.</summary>
    public bool HasCertificate { get; init; }

    /// <summary>Gets a value indicating whether it is connected to this host now.</summary>
    public bool IsConnected { get; init; }
}
