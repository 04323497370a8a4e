namespace Forge.Deploy.Agents;

/// <summary>An HTTP request of an agent, free of any web server.</summary>
public sealed record AgentHttpRequest
{
    /// <summary>Gets the method, in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Gets the path below the place where agents are served: <c>poll</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the parameters of the query.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the Authorization header, or null.</summary>
    public string? Authorization { get; init; }

    /// <summary>Gets the version of the protocol that the client speaks, from its header; null when there is none.</summary>
    public string? Version { get; init; }

    /// <summary>Gets the SHA-256 of the client's certificate in lower-case hexadecimal digits, or null when it showed none.</summary>
    public string? CertificateHash { get; init; }

    /// <summary>Gets a value indicating whether nobody on the way could read the request: it came over TLS, or from this machine.</summary>
    public required bool IsPrivate { get; init; }

    /// <summary>Gets where the request comes from, for the log.</summary>
    public string RemoteAddress { get; init; } = "";

    /// <summary>Gets the body, which is read once and stays the caller's.</summary>
    public required Stream Body { get; init; }
}
