namespace Forge.Pipelines.Webhooks;

/// <summary>What a webhook sent. Immutable.</summary>
public sealed record WebhookRequest
{
    /// <summary>Gets the project whose webhook was called.</summary>
    public required string Project { get; init; }

    /// <summary>Gets the headers of the request; the case of their names does not matter.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Gets the body as it came, byte by byte: it is what is signed.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    internal string? Header(string name) =>
        Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } value ? value : null;
}
