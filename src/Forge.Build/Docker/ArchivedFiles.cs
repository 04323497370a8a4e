namespace Forge.Build.Docker;

/// <summary>The files of a build in a container of another machine.</summary>
internal sealed class ArchivedFiles(DockerConnection docker, string container, string directory) : IContainerFiles
{
    public Task PutAsync(string path, Stream tar, CancellationToken cancellationToken) => throw new NotSupportedException(container + directory + docker);

    public Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Forget()
    {
    }
}
