using Forge.Build.Local;

namespace Forge.Build.Docker;

/// <summary>The files of a build in a directory that the container shares with this machine.</summary>
internal sealed class SharedFiles(LocalDirectory directory) : IContainerFiles
{
    /// <inheritdoc/>
    public Task PutAsync(string path, Stream tar, CancellationToken cancellationToken) => directory.PutAsync(path, tar, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        directory.ReadAsync(path, offset, buffer, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken) => directory.ListAsync(path, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(directory.Get(path, files));
    }

    /// <inheritdoc/>
    public void Forget()
    {
        // Nothing is remembered: the directory is looked at every time.
    }
}
