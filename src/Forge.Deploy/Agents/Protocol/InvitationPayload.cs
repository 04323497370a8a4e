namespace Forge.Deploy.Agents.Protocol;

/// <summary>What an invitation says.</summary>
internal sealed record InvitationPayload
{
    public required string Agent { get; init; }

    /// <summary>Gets what tells this invitation from any other: it is good for one registration.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>Gets how long credentials of the agent hold, in seconds; null for ever.</summary>
    public double? CredentialSeconds { get; init; }

    /// <summary>Gets the public key of the server, which the agent pins.</summary>
    public required byte[] ServerKey { get; init; }
}
