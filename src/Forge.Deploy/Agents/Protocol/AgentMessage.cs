namespace Forge.Deploy.Agents.Protocol;

/// <summary>What a server asks one agent for in one session. Signed as a whole.</summary>
internal sealed record AgentMessage
{
    /// <summary>Gets the agent that it is for, and nobody else.</summary>
    public required string Agent { get; init; }

    /// <summary>Gets the session that it belongs to; in any other it is a replay.</summary>
    public required string Session { get; init; }

    /// <summary>Gets its number in the session, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Gets when it must not be carried out any longer, by the server's clock.</summary>
    public required DateTimeOffset Expires { get; init; }

    public required AgentMessageKind Kind { get; init; }

    /// <summary>Gets the id of the command, which the agent runs once at most.</summary>
    public required string Command { get; init; }

    /// <summary>Gets the program and its arguments.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Gets the whole input, when it is small; null when it is to be fetched.</summary>
    public byte[]? Input { get; init; }

    /// <summary>Gets how many bytes of each output stream are wanted.</summary>
    public int OutputLimit { get; init; }
}
