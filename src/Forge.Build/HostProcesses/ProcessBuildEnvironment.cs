using System.ComponentModel;
using Forge.Build.Local;
using Forge.Shared.Processes;

namespace Forge.Build.HostProcesses;

/// <summary>One build as processes of this machine, in a directory of its own.</summary>
internal sealed class ProcessBuildEnvironment : IBuildEnvironment
{
    private const string FilesDirectory = "build";
    private const string HomeDirectory = "home";
    private const int BufferSize = 16 * 1024;

    private readonly LocalDirectory _whole;
    private readonly LocalDirectory _files;
    private readonly string _cookie;
    private readonly Dictionary<string, string> _environment;
    private readonly TimeProvider _timeProvider;
    private RunningProcess? _running;
    private bool _mayHaveProcesses;

    /// <summary>Initializes a new instance of the <see cref="ProcessBuildEnvironment"/> class.</summary>
    public ProcessBuildEnvironment(string directory, string buildId, IReadOnlyDictionary<string, string> environment, TimeProvider timeProvider)
    {
        _whole = new LocalDirectory(directory, ProcessBuildExecutor.ExecutorName);
        _files = new LocalDirectory(Path.Combine(directory, FilesDirectory), ProcessBuildExecutor.ExecutorName);
        _cookie = $"{ProcessBuildExecutor.Cookie}={buildId}";
        _environment = new Dictionary<string, string>(environment, StringComparer.Ordinal) { [ProcessBuildExecutor.Cookie] = buildId };
        _environment.TryAdd("HOME", Path.Combine(directory, HomeDirectory));
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
        KillAll();
        var process = Start(command);
        (_running, _mayHaveProcesses) = (process, true);
        using var gate = new OutputGate(output);
        using (cancellationToken.Register(process.Kill))
        {
            var feeding = ProcessRunner.FeedAsync(process, new MemoryStream(command.StandardInput.ToArray(), writable: false), cancellationToken);
            var reading = Task.WhenAll(
                ReadAsync(process.StandardOutput, gate.OnStandardOutput),
                ReadAsync(process.StandardError, gate.OnStandardError));
            // Cancelling kills the program, so that this wait ends.
            var exitCode = await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                StrayProcesses.Kill(_cookie);
                await process.DrainAsync(reading).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            await process.DrainAsync(Task.WhenAll(reading, feeding)).ConfigureAwait(false);
            return new BuildCommandResult { ExitCode = exitCode };
        }
    }

    /// <inheritdoc/>
    public Task<int> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        _files.ReadAsync(path, offset, buffer, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken)
    {
        KillAll();
        return _files.ListAsync(path, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Stream> GetAsync(string path, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        KillAll();
        return Task.FromResult(_files.Get(path, files));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        KillAll();
        _whole.Delete();
        return ValueTask.CompletedTask;
    }

    private RunningProcess Start(BuildCommand command)
    {
        try
        {
            return RunningProcess.Start(
                new ProcessSpec { Arguments = command.Arguments, Environment = _environment, WorkingDirectory = _files.Root }, _timeProvider);
        }
        catch (Win32Exception e)
        {
            throw new BuildExecutorException(
                $"'{command.Arguments[0]}' cannot be started: {e.Message}. Is 'setsid' (util-linux) installed?", ProcessBuildExecutor.ExecutorName, isTransient: false, e);
        }
    }

    private static async Task ReadAsync(Stream from, Action<ReadOnlySpan<byte>> take)
    {
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            take(buffer.AsSpan(0, read));
        }
    }

    // The group first, because it is certain; then what has left the group.
    private void KillAll()
    {
        if (!_mayHaveProcesses)
        {
            return;
        }

        if (_running is { } process)
        {
            process.Kill();
            process.Dispose();
            _running = null;
        }

        StrayProcesses.Kill(_cookie);
        _mayHaveProcesses = false;
    }
}
