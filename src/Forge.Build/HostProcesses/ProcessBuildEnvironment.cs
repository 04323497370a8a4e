using System.ComponentModel;
using Forge.Build.Local;
using Forge.Shared.Processes;

namespace Forge.Build.HostProcesses;

/// <summary>One build as processes of this machine, in a directory of its own.</summary>
internal sealed class ProcessBuildEnvironment : IBuildEnvironment, IFileNames
{
    private const string FilesDirectory = "build";
    private const string HomeDirectory = "home";
    private const string RunDirectory = "run";

    private readonly LocalDirectory _whole;
    private readonly LocalDirectory _files;
    private readonly string _cookie;
    private readonly Dictionary<string, string> _environment;
    private readonly ResourceLimits _limits;
    private readonly TimeSpan _cancelGrace;
    private readonly TimeProvider _timeProvider;
    private readonly string _runDirectory;
    private readonly CancellationTokenSource _detached = new();
    private DetachedProgram? _program;
    private bool _mayHaveProcesses;

    /// <summary>Initializes a new instance of the <see cref="ProcessBuildEnvironment"/> class.</summary>
    /// <param name="directory">The directory of the build.</param>
    /// <param name="environment">The variables of its programs.</param>
    /// <param name="limits">How much of the machine each of its programs may use.</param>
    /// <param name="cancelGrace">How long a program may take to end when it is asked to.</param>
    /// <param name="timeProvider">Measures that.</param>
    public ProcessBuildEnvironment(
        string directory, IReadOnlyDictionary<string, string> environment, ResourceLimits limits, TimeSpan cancelGrace, TimeProvider timeProvider)
    {
        (_limits, _cancelGrace) = (limits, cancelGrace);
        _whole = new LocalDirectory(directory, ProcessBuildExecutor.ExecutorName);
        _files = new LocalDirectory(Path.Combine(directory, FilesDirectory), ProcessBuildExecutor.ExecutorName);
        _cookie = $"{ProcessBuildExecutor.Cookie}={directory}";
        _environment = new Dictionary<string, string>(environment, StringComparer.Ordinal) { [ProcessBuildExecutor.Cookie] = directory };
        _environment.TryAdd("HOME", Path.Combine(directory, HomeDirectory));
        _runDirectory = Path.Combine(directory, RunDirectory);
        _mayHaveProcesses = System.IO.Directory.Exists(_runDirectory);
        _timeProvider = timeProvider;
        System.IO.Directory.CreateDirectory(_files.Root);
        System.IO.Directory.CreateDirectory(Path.Combine(directory, HomeDirectory));
    }

    /// <inheritdoc/>
    public string Directory => _files.Root;

    /// <inheritdoc/>
    public Task PutAsync(string path, Stream tar, CancellationToken cancellationToken) => _files.PutAsync(path, tar, cancellationToken);

    /// <inheritdoc/>
    public async Task<BuildCommandResult> RunAsync(BuildCommand command, IBuildOutput output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await KillAllAsync().ConfigureAwait(false);
        var program = await StartAsync(command).ConfigureAwait(false);
        (_program, _mayHaveProcesses) = (program, true);
        var feeding = program.FeedAsync(command.StandardInput, _detached.Token);
        return await FollowAsync(program, output, cancellationToken).ConfigureAwait(false) is { } result
            ? result
            : throw new BuildExecutorException("The program of the build ended, and its exit code is not known.", ProcessBuildExecutor.ExecutorName);
    }

    /// <inheritdoc/>
    public async Task<BuildCommandResult> RejoinAsync(IBuildOutput output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _program ??= DetachedProgram.Find(_runDirectory)
            ?? throw new BuildExecutorException($"No program was started in '{_whole.Root}' before the host ended. Run the build again.", ProcessBuildExecutor.ExecutorName);
        return await FollowAsync(_program, output, cancellationToken).ConfigureAwait(false)
            ?? throw new BuildExecutorException(
                $"The program of the build in '{_whole.Root}' is gone and left no exit code: it was killed, or the machine was restarted. Run the build again.",
                ProcessBuildExecutor.ExecutorName);
    }

    /// <inheritdoc/>
    public async Task DetachAsync(CancellationToken cancellationToken)
    {
        await _detached.CancelAsync().ConfigureAwait(false);
        _program?.Dispose();
        _program = null;
    }

    /// <inheritdoc/>
    public Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        _files.ReadAsync(path, offset, buffer, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken)
    {
        await KillAllAsync().ConfigureAwait(false);
        return await _files.ListAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BuildFile>?> ListNamesAsync(string path, CancellationToken cancellationToken)
    {
        await KillAllAsync().ConfigureAwait(false);
        return await _files.ListNamesAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await KillAllAsync().ConfigureAwait(false);
        return _files.Get(path, files);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_detached.IsCancellationRequested)
        {
            return;
        }

        await KillAllAsync().ConfigureAwait(false);
        _whole.Delete();
    }

    private async Task<DetachedProgram> StartAsync(BuildCommand command)
    {
        try
        {
            return await DetachedProgram.StartAsync(
                _runDirectory,
                new ProcessSpec { Arguments = command.Arguments, Environment = _environment, WorkingDirectory = _files.Root },
                _limits,
                _timeProvider).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw new BuildExecutorException(
                $"'{command.Arguments[0]}' cannot be started: {e.Message}. Is 'setsid' (util-linux) installed?", ProcessBuildExecutor.ExecutorName, isTransient: false, e);
        }
    }

    private async Task<BuildCommandResult?> FollowAsync(DetachedProgram program, IBuildOutput output, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _detached.Token);
        try
        {
            return await program.FollowAsync(output, either.Token).ConfigureAwait(false) is { } exitCode ? new BuildCommandResult { ExitCode = exitCode } : null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_detached.IsCancellationRequested)
        {
            await TerminateAsync(program).ConfigureAwait(false);
            await KillAllAsync().ConfigureAwait(false);
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private async Task TerminateAsync(DetachedProgram program)
    {
        if (_cancelGrace > TimeSpan.Zero)
        {
            using var enough = new CancellationTokenSource(_cancelGrace, _timeProvider);
            program.Terminate();
            await program.WaitAsync(enough.Token).ConfigureAwait(false);
        }
    }

    // The group first, because it is certain; then what has left the group.
    private async Task KillAllAsync()
    {
        if (!_mayHaveProcesses)
        {
            return;
        }

        if ((_program ?? DetachedProgram.Find(_runDirectory)) is { } program)
        {
            program.Kill();
            program.Dispose();
            _program = null;
        }

        await StrayProcesses.KillAsync(_cookie, _timeProvider).ConfigureAwait(false);
        _mayHaveProcesses = false;
    }
}
