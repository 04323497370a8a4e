using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Forge.Build.Local;
using Forge.Shared.Text;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Docker;

/// <summary>One build in a container, with a directory of this machine as its <see cref="ContainerDefinition.Directory"/>.</summary>
internal sealed partial class DockerBuildEnvironment : IBuildEnvironment
{
    private const string FilesDirectory = "output";
    private const int BufferSize = 16 * 1024;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly DockerConnection _docker;
    private readonly LocalDirectory _whole;
    private readonly LocalDirectory _files;
    private readonly string _name;
    private readonly string _buildId;
    private readonly ILogger _logger;
    private readonly string _startedFile;
    private readonly CancellationTokenSource _detached = new();
    private MultiplexedStream? _attached;
    private bool _mayExist;
    private bool _mayRun;

    /// <summary>Initializes a new instance of the <see cref="DockerBuildEnvironment"/> class.</summary>
    public DockerBuildEnvironment(DockerConnection docker, LocalDirectory directory, string buildId, ILogger logger)
    {
        _docker = docker;
        _whole = directory;
        _files = new LocalDirectory(Path.Combine(directory.Root, FilesDirectory), DockerBuildExecutor.ExecutorName);
        _name = ContainerDefinition.Name(buildId);
        _buildId = buildId;
        _logger = logger;
        _startedFile = Path.Combine(directory.Root, "started");
        System.IO.Directory.CreateDirectory(_files.Root);
    }

    /// <inheritdoc/>
    public string Directory => ContainerDefinition.Directory;

    /// <summary>Gets the directory of this machine that the container shares.</summary>
    public string HostDirectory => _files.Root;

    /// <summary>Creates and starts the container, which then waits for its command.</summary>
    public async Task OpenAsync(CreateContainerParameters definition, CancellationToken cancellationToken)
    {
        try
        {
            _mayExist = true;
            await _docker.CallAsync(
                $"create the container of build '{_buildId}'", (containers, token) => containers.CreateContainerAsync(definition, token), cancellationToken).ConfigureAwait(false);
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerApiException { StatusCode: System.Net.HttpStatusCode.Conflict })
        {
            // The container of that name is somebody else's.
            _mayExist = false;
            throw;
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerImageNotFoundException)
        {
            throw new BuildExecutorException(
                $"The image '{definition.Image}' of build '{_buildId}' is not on this machine. Run 'docker pull {definition.Image}', or name another image.",
                DockerBuildExecutor.ExecutorName,
                isTransient: false,
                e);
        }

        await StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the container that an earlier host created.</summary>
    /// <returns>Whether it is there.</returns>
    public async Task<bool> ReopenAsync(CancellationToken cancellationToken)
    {
        try
        {
            _mayRun = (await InspectAsync(cancellationToken).ConfigureAwait(false))?.Running == true;
            _mayExist = true;
            return true;
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerContainerNotFoundException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task PutAsync(string path, Stream tar, CancellationToken cancellationToken) => _files.PutAsync(path, tar, cancellationToken);

    /// <inheritdoc/>
    public async Task<BuildCommandResult> RunAsync(BuildCommand command, IBuildOutput output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_attached is null)
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
        }

        var attached = _attached!;
        _attached = null;
        await File.WriteAllBytesAsync(_startedFile, [], cancellationToken).ConfigureAwait(false);
        return await FollowAsync(
            attached,
            async token =>
            {
                var feeding = FeedAsync(attached, command, token);
                await ReadAsync(attached, output, token).ConfigureAwait(false);
                await feeding.ConfigureAwait(false);
                return await WaitAsync(token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<BuildCommandResult> RejoinAsync(IBuildOutput output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!File.Exists(_startedFile))
        {
            throw new BuildExecutorException($"No program was started in the container of build '{_buildId}' before the host ended. Run the build again.", DockerBuildExecutor.ExecutorName);
        }

        if (!_mayRun)
        {
            return await WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        var attached = await AttachAsync(withInput: false, cancellationToken).ConfigureAwait(false);
        return await FollowAsync(
            attached,
            async token =>
            {
                // Attached to a container that has ended, the stream would never end: so the container says when.
                var reading = ReadAsync(attached, output, token);
                var result = await WaitAsync(token).ConfigureAwait(false);
                await Task.WhenAny(reading, Task.Delay(DrainTime, _docker.TimeProvider, token)).ConfigureAwait(false);
                return result;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DetachAsync()
    {
        await _detached.CancelAsync().ConfigureAwait(false);
        _attached?.Dispose();
        _attached = null;
    }

    /// <inheritdoc/>
    public Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        _files.ReadAsync(path, offset, buffer, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken).ConfigureAwait(false);
        return await _files.ListAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken).ConfigureAwait(false);
        return _files.Get(path, files);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_detached.IsCancellationRequested)
        {
            return;
        }

        if (_mayExist)
        {
            if (!Environment.IsPrivilegedProcess)
            {
                await EmptyAsync().ConfigureAwait(false);
            }

            await RemoveAsync().ConfigureAwait(false);
        }

        _attached?.Dispose();
        _whole.Delete();
    }

    // What the container's root wrote, only the container may delete when the host is not the administrator.
    private async Task EmptyAsync()
    {
        try
        {
            await EndAsync(CancellationToken.None).ConfigureAwait(false);
            await RunAsync(
                new BuildCommand { Arguments = ["sh", "-c", $"rm -rf {Directory}/* {Directory}/.[!.]* {Directory}/..?*"] }, NoOutput.Instance, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BuildExecutorException e)
        {
            Log.EmptyFailed(_logger, _buildId, e);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _attached = await AttachAsync(withInput: true, cancellationToken).ConfigureAwait(false);
        await _docker.CallAsync(
            $"start the container of build '{_buildId}' (has its image a shell named 'sh'?)",
            (containers, token) => containers.StartContainerAsync(_name, new ContainerStartParameters(), token),
            cancellationToken).ConfigureAwait(false);
    }

    private Task<MultiplexedStream> AttachAsync(bool withInput, CancellationToken cancellationToken) => _docker.CallAsync(
        $"attach to the container of build '{_buildId}'",
        (containers, token) => containers.AttachContainerAsync(
            _name, new ContainerAttachParameters { Stream = true, Stdin = withInput, Stdout = true, Stderr = true }, token),
        cancellationToken);

    private async Task<State?> InspectAsync(CancellationToken cancellationToken) => (await _docker.CallAsync(
        $"inspect the container of build '{_buildId}'",
        (containers, token) => containers.InspectContainerAsync(_name, token),
        cancellationToken).ConfigureAwait(false)).State;

    // The program runs until it ends, until the build is cancelled, which kills it, or until this host lets go, which does not.
    private async Task<BuildCommandResult> FollowAsync(
        MultiplexedStream attached, Func<CancellationToken, Task<BuildCommandResult>> follow, CancellationToken cancellationToken)
    {
        _mayRun = true;
        using var held = attached;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _detached.Token);
        using var killing = cancellationToken.Register(() => _ = KillAsync());
        try
        {
            var result = await follow(either.Token).ConfigureAwait(false);
            _mayRun = false;
            return result;
        }
        catch (Exception e) when (DockerConnection.IsFailure(e) && !either.IsCancellationRequested)
        {
            throw _docker.Translate($"run build '{_buildId}'", e);
        }
        catch (Exception) when (_detached.IsCancellationRequested)
        {
            throw new OperationCanceledException(_detached.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            await KillAsync().ConfigureAwait(false);
            _mayRun = false;
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static async Task FeedAsync(MultiplexedStream attached, BuildCommand command, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetBytes($"{ShellQuoting.Join(command.Arguments)}\n{ContainerDefinition.EndOfCommand}\n");
        await attached.WriteAsync(line, 0, line.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            var input = command.StandardInput.ToArray();
            await attached.WriteAsync(input, 0, input.Length, cancellationToken).ConfigureAwait(false);
            attached.CloseWrite();
        }
        catch (IOException)
        {
            // The program closed its input early: its exit code tells whether that was right.
        }
    }

    private static async Task ReadAsync(MultiplexedStream attached, IBuildOutput output, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (await attached.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false) is { EOF: false } read)
        {
            var bytes = buffer.AsSpan(0, read.Count);
            if (read.Target == MultiplexedStream.TargetStream.StandardError)
            {
                output.OnStandardError(bytes);
            }
            else
            {
                output.OnStandardOutput(bytes);
            }
        }
    }

    private async Task<BuildCommandResult> WaitAsync(CancellationToken cancellationToken)
    {
        var ended = await _docker.Containers.WaitContainerAsync(_name, cancellationToken).ConfigureAwait(false);
        if (ended.StatusCode == 0)
        {
            return new BuildCommandResult { ExitCode = 0 };
        }

        var state = await InspectAsync(cancellationToken).ConfigureAwait(false);
        return new BuildCommandResult { ExitCode = (int)ended.StatusCode, IsOutOfMemory = state?.OOMKilled == true };
    }

    // A container that waits for its command, or still runs one, is ended; one that has ended stays as it is.
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_attached is not null || _mayRun)
        {
            await KillAsync().ConfigureAwait(false);
            _attached?.Dispose();
            (_attached, _mayRun) = (null, false);
        }
    }

    // Not on the caller's token, which is often cancelled by now; every call ends in time by itself. So it is with removing.
    private async Task KillAsync()
    {
        try
        {
            // Killing is for a build that was cancelled: its token is of no use.
            await _docker.CallAsync(
                $"kill the container of build '{_buildId}'",
                async (containers, token) =>
                {
                    await containers.KillContainerAsync(_name, new ContainerKillParameters { Signal = "SIGKILL" }, token).ConfigureAwait(false);
                    await containers.WaitContainerAsync(_name, token).ConfigureAwait(false);
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerApiException)
        {
            // It has ended or was never started.
        }
        catch (BuildExecutorException e)
        {
            Log.KillFailed(_logger, _buildId, e);
        }
    }

    private async Task RemoveAsync()
    {
        // A build that was stopped must be cleaned up all the same.
        try
        {
            // Giving back does not end with the caller's patience; the client has a time limit of its own.
            await _docker.CallAsync(
                $"remove the container of build '{_buildId}'",
                (containers, token) => containers.RemoveContainerAsync(_name, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, token),
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerContainerNotFoundException)
        {
            // Gone already.
        }
        catch (BuildExecutorException e)
        {
            Log.RemoveFailed(_logger, _buildId, e);
        }
    }

    private sealed class NoOutput : IBuildOutput
    {
        public static NoOutput Instance { get; } = new();

        public void OnStandardOutput(ReadOnlySpan<byte> bytes)
        {
        }

        public void OnStandardError(ReadOnlySpan<byte> bytes)
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2112, LogLevel.Error, "The container of build {Build} may still run: killing it failed.")]
        public static partial void KillFailed(ILogger logger, string build, Exception exception);

        [LoggerMessage(2113, LogLevel.Error, "The container of build {Build} is left behind: removing it failed. The next start of the host tries again.")]
        public static partial void RemoveFailed(ILogger logger, string build, Exception exception);

        [LoggerMessage(2114, LogLevel.Warning, "The files of build {Build} could not be deleted by its container.")]
        public static partial void EmptyFailed(ILogger logger, string build, Exception exception);
    }
}
