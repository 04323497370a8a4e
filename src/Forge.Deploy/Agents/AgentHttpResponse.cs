namespace Forge.Deploy.Agents;

/// <summary>What to answer to an agent.</summary>
public sealed record AgentHttpResponse
{
    /// <summary>Gets the status code.</summary>
    public required int StatusCode { get; init; }

    /// <summary>Gets the headers, with the content type.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
