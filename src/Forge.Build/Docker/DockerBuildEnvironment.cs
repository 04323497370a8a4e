using Docker.DotNet;
using Forge.Build.Local;

namespace Forge.Build.Docker;

/// <summary>One build in a container.</summary>
/// <param name="docker">The engine.</param>
/// <param name="directory">The notes about the build.</param>
/// <param name="container">The build's container.</param>
/// <param name="mayRun">Whether a program may run in it already.</param>
/// <param name="disposed">Takes the container when the build is over, and removes it.</param>
internal sealed class DockerBuildEnvironment(
    DockerConnection docker, BuildDirectory directory, EngineContainer container, bool mayRun, Action<EngineContainer> disposed) : IBuildEnvironment, IFileNames
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _detached = new();
    private bool _mayRun = mayRun;
    private bool _isEnding;
    private bool _isDisposed;

    /// <inheritdoc/>
    public string Directory => ContainerDefinition.Directory;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <inheritdoc/>
    public ImageReference? Image { get; init; }

    private string BuildId => directory.BuildId;

    /// <inheritdoc/>
    public Task PutAsync(string path, Stream tar, CancellationToken cancellationToken) => container.Files.PutAsync(path, tar, cancellationToken);

    /// <inheritdoc/>
    public async Task<BuildCommandResult> RunAsync(BuildCommand command, IBuildOutput output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        container.Files.Forget();
        await EndedAsync(cancellationToken).ConfigureAwait(false);
        if (!_mayRun)
        {
            await container.Files.HandOverAsync().ConfigureAwait(false);
        }

        if (!container.IsWaiting)
        {
            await container.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        directory.SetStarted();
        var stream = container.TakeStream();
        var mark = new SuccessMark(output);
        return await FollowAsync(
            stream,
            async token =>
            {
                var feeding = container.FeedAsync(stream, command, mark, token);
                try
                {
                    await EngineContainer.ReadAsync(stream, mark, token).ConfigureAwait(false);
                }
                catch (IOException) when (!token.IsCancellationRequested)
                {
                    // The engine went away; the program has not, and its end is waited for.
                }

                await feeding.ConfigureAwait(false);
                mark.Flush();
                _isEnding = mark.IsSeen;
                return mark.IsSeen ? new BuildCommandResult { ExitCode = 0 } : await container.WaitAsync(token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<BuildCommandResult> RejoinAsync(IBuildOutput output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!directory.HasStarted)
        {
            throw new BuildExecutorException(
                $"No program was started in the container of build '{BuildId}' before the host ended. Run the build again.", DockerBuildExecutor.ExecutorName);
        }

        if (!_mayRun)
        {
            return await container.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        var stream = await container.AttachAsync(withInput: false, cancellationToken).ConfigureAwait(false);
        return await FollowAsync(
            stream,
            async token =>
            {
                // Attached to a container that has ended, the stream would never end: so the container says when.
                var reading = EngineContainer.ReadAsync(stream, output, token);
                var result = await container.WaitAsync(token).ConfigureAwait(false);
                await Task.WhenAny(reading, Task.Delay(DrainTime, docker.TimeProvider, token)).ConfigureAwait(false);
                return result;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DetachAsync(CancellationToken cancellationToken)
    {
        await _detached.CancelAsync().ConfigureAwait(false);
        container.Release();
    }

    /// <inheritdoc/>
    public Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        container.Files.ReadAsync(path, offset, buffer, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken).ConfigureAwait(false);
        return await container.Files.ListAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BuildFile>?> ListNamesAsync(string path, CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken).ConfigureAwait(false);
        return await container.Files.ListNamesAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken).ConfigureAwait(false);
        return await container.Files.GetAsync(path, files, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_detached.IsCancellationRequested || _isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await EndAsync(CancellationToken.None).ConfigureAwait(false);
        directory.Delete();
        disposed(container);
    }

    // The program runs until it ends, until the build is cancelled, which kills it, or until this host lets go, which does not.
    private async Task<BuildCommandResult> FollowAsync(
        MultiplexedStream stream, Func<CancellationToken, Task<BuildCommandResult>> follow, CancellationToken cancellationToken)
    {
        _mayRun = true;
        using var held = stream;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _detached.Token);
        using var killing = cancellationToken.Register(() => _ = container.KillAsync());
        try
        {
            var result = await follow(either.Token).ConfigureAwait(false);
            _mayRun = false;
            return result;
        }
        catch (Exception e) when (DockerConnection.IsFailure(e) && !either.IsCancellationRequested)
        {
            throw docker.Translate($"run build '{BuildId}'", e);
        }
        catch (Exception) when (_detached.IsCancellationRequested)
        {
            throw new OperationCanceledException(_detached.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            await container.KillAsync().ConfigureAwait(false);
            _mayRun = false;
            throw new OperationCanceledException(cancellationToken);
        }
    }

    // A container that waits for its command, or still runs one, is ended; one that has ended stays as it is.
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (container.IsWaiting || _mayRun)
        {
            await container.KillAsync().ConfigureAwait(false);
            container.Release();
            _mayRun = false;
        }
    }

    // The program has said that all went well and that nothing else runs, and the engine still tidies up behind it.
    private async Task EndedAsync(CancellationToken cancellationToken)
    {
        if (!_isEnding)
        {
            return;
        }

        try
        {
            await container.WaitAsync(cancellationToken).ConfigureAwait(false);
            _isEnding = false;
        }
        catch (Exception e) when (DockerConnection.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            throw docker.Translate($"wait for the end of build '{BuildId}'", e);
        }
    }
}
