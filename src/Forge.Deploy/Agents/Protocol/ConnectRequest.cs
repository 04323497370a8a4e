namespace Forge.Deploy.Agents.Protocol;

/// <summary>An agent begins a session.</summary>
internal sealed record ConnectRequest
{
    /// <summary>Gets what tells this process from any other with the same identity.</summary>
    public required string Instance { get; init; }

    /// <summary>Gets the link that the agent had after its last session.</summary>
    public required string Link { get; init; }

    /// <summary>Gets the link that it has from this session on. Sent again when the answer was lost.</summary>
    public required string NextLink { get; init; }

    /// <summary>Gets what nobody can know before: an answer that was recorded earlier does not have it.</summary>
    public string Nonce { get; init; } = "";

    public required AgentPlatform Platform { get; init; }
}
