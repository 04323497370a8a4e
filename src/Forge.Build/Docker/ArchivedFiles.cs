using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Forge.Build.Local;
using Forge.Shared.Archives;
using Forge.Shared.Archives.Tar;

namespace Forge.Build.Docker;

/// <summary>The files of a build in a container of another machine: they travel as archives. What a program has left is copied to this machine and looked at here.</summary>
/// <param name="docker">The engine.</param>
/// <param name="container">The name of the container.</param>
/// <param name="copies">Where copies are kept, until files may change again.</param>
internal sealed class ArchivedFiles(DockerConnection docker, string container, LocalDirectory copies) : IContainerFiles
{
    private const string Everything = "";

    private readonly ContainerTail _tail = new(docker, container);
    private readonly HashSet<string> _copied = new(StringComparer.Ordinal);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task PutAsync(string path, Stream tar, CancellationToken cancellationToken)
    {
        copies.Check(path);
        if (path.Length > 0 && !_made.Contains(path))
        {
            using var directories = await PackParentsAsync(path, cancellationToken).ConfigureAwait(false);
            await UploadAsync("", directories, cancellationToken).ConfigureAwait(false);
            _made.Add(path);
        }

        await UploadAsync(path, tar, cancellationToken).ConfigureAwait(false);
        ForgetCopies();
    }

    /// <inheritdoc/>
    public async Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        copies.Check(path);
        if (_copied.Count == 0 && await _tail.ReadAsync(path, offset, buffer, cancellationToken).ConfigureAwait(false) is { } read)
        {
            return read;
        }

        await CopyAsync(path, cancellationToken).ConfigureAwait(false);
        return await copies.ReadAsync(path, offset, buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken)
    {
        copies.Check(path);
        await CopyAsync(path, cancellationToken).ConfigureAwait(false);
        return await copies.ListAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        copies.Check(path);
        await CopyAsync(path, cancellationToken).ConfigureAwait(false);
        return copies.Get(path, files);
    }

    // The engine unpacks as root, who is the program's user too.
    /// <inheritdoc/>
    public Task HandOverAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Forget()
    {
        // The build may have replaced a directory too.
        _made.Clear();
        ForgetCopies();
    }

    /// <inheritdoc/>
    public void Dispose() => _tail.Dispose();

    private static async Task<Stream> PackParentsAsync(string path, CancellationToken cancellationToken)
    {
        var packed = new MemoryStream();
        var tar = new TarBuilder(packed);
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var count = 1; count <= parts.Length; count++)
        {
            await tar.AddDirectoryAsync(string.Join('/', parts[..count]), UnixModes.DefaultDirectory, DateTimeOffset.UnixEpoch, cancellationToken).ConfigureAwait(false);
        }

        await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
        packed.Position = 0;
        return packed;
    }

    // As long as it takes: nobody knows how large a source is.
    private async Task UploadAsync(string path, Stream tar, CancellationToken cancellationToken)
    {
        try
        {
            var target = new CopyToContainerParameters { Path = $"{ContainerDefinition.Directory}/{path}" };
            await docker.Client.Containers.ExtractArchiveToContainerAsync(container, target, tar, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DockerConnection.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            throw docker.Translate($"unpack files for '{path}' in the container '{container}'", e);
        }
    }

    private async Task CopyAsync(string path, CancellationToken cancellationToken)
    {
        var part = path.Split('/')[0];
        if (_copied.Contains(part) || _copied.Contains(Everything))
        {
            return;
        }

        try
        {
            var source = new ContainerPathStatParameters { Path = $"{ContainerDefinition.Directory}/{(part.Length == 0 ? "." : part)}" };
            var archive = await docker.Client.Containers.GetArchiveFromContainerAsync(container, source, statOnly: false, cancellationToken).ConfigureAwait(false);
            var content = archive.Stream!;
            await using (content.ConfigureAwait(false))
            {
                await copies.CopyAsync(content, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.NotFound)
        {
            // There is no such file, and the copy says so too; or there is no such container.
            await docker.CallAsync(
                $"inspect the container '{container}'", (client, token) => client.Containers.InspectContainerAsync(container, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DockerConnection.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            throw docker.Translate($"pack '{path}' of the container '{container}'", e);
        }

        _copied.Add(part);
    }

    private void ForgetCopies()
    {
        if (_copied.Count > 0)
        {
            copies.Delete();
            _copied.Clear();
        }
    }
}
