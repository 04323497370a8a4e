using System.Globalization;
using System.Net;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Forge.Build.Local;
using Forge.Shared.Text;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Docker;

/// <summary>One container with its directory on this machine and its network, if it has one of its own.</summary>
internal sealed partial class EngineContainer
{
    private const string FilesDirectory = "output";
    private const string Removing = "removing";
    private const int BufferSize = 16 * 1024;
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AbsencePause = TimeSpan.FromMilliseconds(200);

    private readonly DockerConnection _docker;
    private readonly LocalDirectory _directory;
    private readonly BuildNetworks _networks;
    private readonly ILogger _logger;
    private MultiplexedStream? _waiting;
    private string? _network;

    /// <summary>Initializes a new instance of the <see cref="EngineContainer"/> class.</summary>
    /// <param name="docker">The engine.</param>
    /// <param name="directory">The container's directory on this machine; its name is the container's.</param>
    /// <param name="networks">Takes back the container's network, if it has one for itself.</param>
    /// <param name="user">The user that files are handed over to before a program runs; null for nobody.</param>
    /// <param name="logger">Told what could not be removed.</param>
    public EngineContainer(DockerConnection docker, LocalDirectory directory, BuildNetworks networks, int? user, ILogger logger)
    {
        _docker = docker;
        _directory = directory;
        _networks = networks;
        _logger = logger;
        Name = Path.GetFileName(directory.Root);
        var files = new LocalDirectory(FilesPath, DockerBuildExecutor.ExecutorName);
        Files = docker.IsLocal ? new SharedFiles(files, user) : new ArchivedFiles(docker, Name, files);
    }

    /// <summary>Gets the name of the container.</summary>
    public string Name { get; }

    /// <summary>Gets the directory of this machine for the build's files: the container of a local engine shares it; for another one it holds copies.</summary>
    public string FilesPath => Path.Combine(_directory.Root, FilesDirectory);

    /// <summary>Gets the way to the files of the build.</summary>
    public IContainerFiles Files { get; }

    /// <summary>Gets a value indicating whether the container has been started and waits for its command.</summary>
    public bool IsWaiting => _waiting is not null;

    /// <summary>Creates the container and starts it; it then waits for its command.</summary>
    /// <param name="definition">The container.</param>
    /// <param name="network">The network that it has for itself, which may be in the making; goes with this object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task CreateAsync(CreateContainerParameters definition, (string Name, Task Creation)? network, CancellationToken cancellationToken)
    {
        _network = network?.Name;
        try
        {
            await _docker.CallAsync(
                $"create the container '{Name}'", (client, token) => client.Containers.CreateContainerAsync(definition, token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerImageNotFoundException)
        {
            throw ImageStore.Missing(definition.Image, e);
        }
        finally
        {
            // The container asks for its network only when it starts.
            await (network?.Creation ?? Task.CompletedTask).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts the container, for the first time or once more; it then waits for its command.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _waiting = await AttachAsync(withInput: true, cancellationToken).ConfigureAwait(false);
        await _docker.CallAsync(
            $"start the container '{Name}' (has its image a shell named 'sh'?)",
            (client, token) => client.Containers.StartContainerAsync(Name, new ContainerStartParameters(), token),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the stream to a container that waits for its command. The caller disposes it.</summary>
    public MultiplexedStream TakeStream()
    {
        var stream = _waiting!;
        _waiting = null;
        return stream;
    }

    /// <summary>Lets go of the container. If it waits for its command, it ends by itself then.</summary>
    public void Release()
    {
        Files.Dispose();
        _waiting?.Dispose();
        _waiting = null;
    }

    /// <summary>Attaches to what the program prints.</summary>
    public Task<MultiplexedStream> AttachAsync(bool withInput, CancellationToken cancellationToken) => _docker.CallAsync(
        $"attach to the container '{Name}'",
        (client, token) => client.Containers.AttachContainerAsync(
            Name, new ContainerAttachParameters { Stream = true, Stdin = withInput, Stdout = true, Stderr = true }, token),
        cancellationToken);

    /// <summary>Asks the engine about the container.</summary>
    /// <returns>Its state; null when there is no such container.</returns>
    public async Task<State?> InspectAsync(CancellationToken cancellationToken) => (await FindAsync(cancellationToken).ConfigureAwait(false))?.State;

    private async Task<ContainerInspectResponse?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _docker.CallAsync(
                $"inspect the container '{Name}'", (client, token) => client.Containers.InspectContainerAsync(Name, token), cancellationToken).ConfigureAwait(false);
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerContainerNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Gives a waiting container its command, and the command its input.</summary>
    public async Task FeedAsync(MultiplexedStream stream, BuildCommand command, SuccessMark mark, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetBytes($"{Line(command)}\n{ContainerDefinition.EndOfCommand}\n{mark.Text}\n");
        await stream.WriteAsync(line, 0, line.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            var input = command.StandardInput.ToArray();
            await stream.WriteAsync(input, 0, input.Length, cancellationToken).ConfigureAwait(false);
            if (_docker.IsLocal)
            {
                stream.CloseWrite();
            }
        }
        catch (IOException)
        {
            // The program closed its input early: its exit code tells whether that was right.
        }
    }

    /// <summary>Passes on what the program prints until it has said that all went well. The stream itself ends later, when the engine has tidied up.</summary>
    public static Task ReadAsync(MultiplexedStream stream, SuccessMark mark, CancellationToken cancellationToken) =>
        ReadAsync(stream, mark, () => mark.IsSeen, cancellationToken);

    /// <summary>Passes on what the program prints until the stream ends.</summary>
    public static Task ReadAsync(MultiplexedStream stream, IBuildOutput output, CancellationToken cancellationToken) =>
        ReadAsync(stream, output, () => false, cancellationToken);

    private static async Task ReadAsync(MultiplexedStream stream, IBuildOutput output, Func<bool> isOver, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (!isOver() && await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false) is { EOF: false } read)
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

    /// <summary>Waits for the end of the program. It may take hours, and an engine that goes away meanwhile and comes back is waited for.</summary>
    public async Task<BuildCommandResult> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await WaitOnceAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (DockerConnection.IsLoss(e) && !cancellationToken.IsCancellationRequested)
            {
                Log.EngineLost(_logger, Name, e);
                if (!await ReturnsAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw;
                }
            }
        }
    }

    private async Task<BuildCommandResult> WaitOnceAsync(CancellationToken cancellationToken)
    {
        var ended = await _docker.Client.Containers.WaitContainerAsync(Name, cancellationToken).ConfigureAwait(false);
        if (ended.StatusCode == 0)
        {
            return new BuildCommandResult { ExitCode = 0 };
        }

        // Who removes a container kills it first.
        var state = await InspectAsync(cancellationToken).ConfigureAwait(false);
        return state is null || state.Dead || state.Status == Removing
            ? throw new BuildExecutorException($"build environment lost: the container '{Name}' was removed in the middle of the build", DockerBuildExecutor.ExecutorName)
            : new BuildCommandResult { ExitCode = (int)ended.StatusCode, IsOutOfMemory = state.OOMKilled };
    }

    // An engine that restores its containers has this one; any other has not.
    private async Task<bool> ReturnsAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < LongestAbsence; waited += AbsencePause)
        {
            await Task.Delay(AbsencePause, _docker.TimeProvider, cancellationToken).ConfigureAwait(false);
            try
            {
                return await InspectAsync(cancellationToken).ConfigureAwait(false) is not null;
            }
            catch (BuildExecutorException e) when (e.IsTransient)
            {
                // Not yet.
            }
        }

        return false;
    }

    /// <summary>Ends the program. Nothing is thrown: the engine may have lost the container.</summary>
    public async Task KillAsync()
    {
        try
        {
            // A build that was cancelled is killed all the same: its token is of no use, and every call ends in time by itself.
            await _docker.CallAsync(
                $"kill the container '{Name}'",
                async (client, token) =>
                {
                    await client.Containers.KillContainerAsync(Name, new ContainerKillParameters { Signal = "SIGKILL" }, token).ConfigureAwait(false);
                    await client.Containers.WaitContainerAsync(Name, token).ConfigureAwait(false);
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerApiException { StatusCode: < HttpStatusCode.InternalServerError })
        {
            // It has ended or was never started.
        }
        catch (BuildExecutorException e)
        {
            Log.KillFailed(_logger, Name, e);
        }
    }

    /// <summary>Removes the container and its directory, and gives its network back. Nothing is thrown: what is left, a later host removes.</summary>
    public async Task RemoveAsync()
    {
        Release();
        try
        {
            await EmptyAsync().ConfigureAwait(false);
            _network ??= await FindNetworkAsync().ConfigureAwait(false);
            await RemoveFromEngineAsync(_docker, Name).ConfigureAwait(false);
            await _networks.GiveBackAsync(_network).ConfigureAwait(false);
            _directory.Delete();
        }
        catch (Exception e) when (e is BuildExecutorException or IOException or UnauthorizedAccessException)
        {
            Log.RemoveFailed(_logger, Name, e);
        }
    }

    /// <summary>Removes a container.</summary>
    public static async Task RemoveFromEngineAsync(DockerConnection docker, string name)
    {
        try
        {
            await docker.CallAsync(
                $"remove the container '{name}'",
                (client, token) => client.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, token),
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (BuildExecutorException e) when (e.InnerException is DockerApiException { StatusCode: HttpStatusCode.NotFound or HttpStatusCode.Conflict })
        {
            // Gone already, or the engine is at it for a host that ended meanwhile.
        }
    }

    // Half of a TLS connection cannot be closed: so the input ends where it is known to.
    private string Line(BuildCommand command)
    {
        var line = ShellQuoting.Join(command.Arguments);
        return _docker.IsLocal ? line : $"head -c {command.StandardInput.Length.ToString(CultureInfo.InvariantCulture)} | {line}";
    }

    // Of a container that another host made, only the engine knows the network.
    private async Task<string> FindNetworkAsync() => (await FindAsync(CancellationToken.None).ConfigureAwait(false))?.HostConfig?.NetworkMode ?? "";

    // What the container's root wrote, only the container may delete when the host is not the administrator.
    private async Task EmptyAsync()
    {
        if (Environment.IsPrivilegedProcess || !_docker.IsLocal || await InspectAsync(CancellationToken.None).ConfigureAwait(false) is null)
        {
            return;
        }

        // Giving back does not end with anybody's patience: no call here has a token.
        try
        {
            await KillAsync().ConfigureAwait(false);
            await StartAsync(CancellationToken.None).ConfigureAwait(false);
            using var stream = TakeStream();
            const string Directory = ContainerDefinition.Directory;
            await FeedAsync(
                stream, new BuildCommand { Arguments = ["sh", "-c", $"rm -rf {Directory}/* {Directory}/.[!.]* {Directory}/..?*"] }, new SuccessMark(NoOutput.Instance), CancellationToken.None).ConfigureAwait(false);
            await WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BuildExecutorException || DockerConnection.IsFailure(e))
        {
            Log.EmptyFailed(_logger, Name, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2118, LogLevel.Warning, "The engine of the container {Container} does not answer any more. It is waited for.")]
        public static partial void EngineLost(ILogger logger, string container, Exception exception);

        [LoggerMessage(2112, LogLevel.Error, "The container {Container} may still run: killing it failed.")]
        public static partial void KillFailed(ILogger logger, string container, Exception exception);

        [LoggerMessage(2113, LogLevel.Error, "The container {Container} is left behind: removing it failed. The next start of the host tries again.")]
        public static partial void RemoveFailed(ILogger logger, string container, Exception exception);

        [LoggerMessage(2114, LogLevel.Warning, "The files of the container {Container} could not be deleted by itself.")]
        public static partial void EmptyFailed(ILogger logger, string container, Exception exception);
    }
}
