namespace Forge.Git.Checkouts;

/// <summary>A bare repository on this machine that a commit can be read from, until it is disposed.</summary>
internal sealed class SourceOrigin(string directory, string address, IDisposable? lease = null) : IDisposable
{
    /// <summary>Gets the bare repository.</summary>
    public string Directory { get; } = directory;

    /// <summary>Gets the URL or path that relative URLs of submodules start from; holds no password.</summary>
    public string Address { get; } = address;

    /// <summary>Gets what the provider needs to fetch submodules from the same server, or null.</summary>
    public object? Access { get; init; }

    /// <inheritdoc/>
    public void Dispose() => lease?.Dispose();
}
