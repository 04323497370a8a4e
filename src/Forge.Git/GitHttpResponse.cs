namespace Forge.Git;

/// <summary>What to answer to a Git client. Write status and headers, then the body, then dispose.</summary>
public sealed class GitHttpResponse : IDisposable
{
    private readonly Func<Stream, CancellationToken, Task> _writeBody;
    private readonly IDisposable? _held;

    internal GitHttpResponse(
        int statusCode, IReadOnlyDictionary<string, string> headers, Func<Stream, CancellationToken, Task> writeBody, IDisposable? held = null)
    {
        StatusCode = statusCode;
        Headers = headers;
        _writeBody = writeBody;
        _held = held;
    }

    /// <summary>Gets the status code.</summary>
    public int StatusCode { get; }

    /// <summary>Gets the headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Writes the body: runs the transfer, if there is one. Call it once.</summary>
    /// <param name="output">Where the body goes. Not closed.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone: the transfer is ended, unless refs are being moved already.</param>
    /// <returns>A task that completes when the transfer has ended.</returns>
    /// <exception cref="SourceException">Git failed before it wrote anything.</exception>
    /// <exception cref="InvalidDataException">The client's body is damaged, and nothing was written.</exception>
    public Task WriteBodyAsync(Stream output, CancellationToken cancellationToken) => _writeBody(output, cancellationToken);

    /// <summary>Gives back the place of the transfer among those that may run at once.</summary>
    public void Dispose() => _held?.Dispose();
}
