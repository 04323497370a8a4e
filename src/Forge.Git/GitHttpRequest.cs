namespace Forge.Git;

/// <summary>An HTTP request of a Git client, free of any web server.</summary>
public sealed record GitHttpRequest
{
    /// <summary>Gets the method, in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Gets the path below the place where Git is served, percent-decoded except for <c>%2F</c>: <c>shop.git/info/refs</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the query without its question mark, as sent; may be empty.</summary>
    public required string Query { get; init; }

    /// <summary>Gets the Authorization header, or null.</summary>
    public string? Authorization { get; init; }

    /// <summary>Gets the Git-Protocol header, or null.</summary>
    public string? GitProtocol { get; init; }

    /// <summary>Gets the Content-Type header, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>Gets the Content-Encoding header, or null.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Gets where the request comes from, for the log.</summary>
    public string RemoteAddress { get; init; } = "";

    /// <summary>Gets the body, which is read once and stays the caller's.</summary>
    public required Stream Body { get; init; }
}
