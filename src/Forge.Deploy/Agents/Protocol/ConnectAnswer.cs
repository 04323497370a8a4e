namespace Forge.Deploy.Agents.Protocol;

/// <summary>A session has begun. Signed, so that the agent knows the server.</summary>
internal sealed record ConnectAnswer
{
    public required string Agent { get; init; }

    /// <summary>Gets the process that the answer is for.</summary>
    public required string Instance { get; init; }

    /// <summary>Gets the nonce of the request.</summary>
    public string Nonce { get; init; } = "";

    public required string Session { get; init; }

    /// <summary>Gets the server's clock: agents measure from it, so theirs may be wrong.</summary>
    public required DateTimeOffset ServerTime { get; init; }

    /// <summary>Gets how long a poll lasts when there is nothing to do, in seconds.</summary>
    public required double PollSeconds { get; init; }

    /// <summary>Gets how long the credential holds, in seconds; null for ever.</summary>
    public double? CredentialSeconds { get; init; }
}
