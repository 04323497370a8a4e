using Forge.Build.Local;

namespace Forge.Build.Docker;

/// <summary>The files of a build in a directory that the container shares with this machine.</summary>
/// <param name="directory">The directory.</param>
/// <param name="user">The user that files are handed over to; null when whoever puts them is the program's user, or cannot give them away.</param>
internal sealed class SharedFiles(LocalDirectory directory, int? user) : IContainerFiles
{
    /// <inheritdoc/>
    public Task PutAsync(string path, Stream tar, CancellationToken cancellationToken) => directory.PutAsync(path, tar, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        directory.ReadAsync(path, offset, buffer, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken) => directory.ListAsync(path, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BuildFile>?> ListNamesAsync(string path, CancellationToken cancellationToken) => directory.ListNamesAsync(path, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(directory.Get(path, files));
    }

    /// <inheritdoc/>
    public Task HandOverAsync() => user is { } id ? directory.GiveToAsync(id) : Task.CompletedTask;

    /// <inheritdoc/>
    public void Forget()
    {
        // Nothing is remembered: the directory is looked at every time.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
