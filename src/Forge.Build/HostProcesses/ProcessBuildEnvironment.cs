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
    public ProcessBuildEnvironment(string directory, IReadOnlyDictionary<string, string> environment, TimeProvider timeProvider)
    {
        _whole = new LocalDirectory(directory, ProcessBuildExecutor.ExecutorName);
        _files = new LocalDirectory(Path.Combine(directory, FilesDirectory), ProcessBuildExecutor.ExecutorName);
        _cookie = $"{ProcessBuildExecutor.Cookie}={directory}";
        _environment = new Dictionary<string, string>(environment, StringComparer.Ordinal) { [ProcessBuildExecutor.Cookie] = directory };
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
        await KillAllAsync().ConfigureAwait(false);
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
                await StrayProcesses.KillAsync(_cookie, _timeProvider).ConfigureAwait(false);
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
    public async Task<IReadOnlyList<BuildFile>?> ListAsync(string path, CancellationToken cancellationToken)
    {
        await KillAllAsync().ConfigureAwait(false);
        return await _files.ListAsync(path, cancellationToken).ConfigureAwait(false);
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
        await KillAllAsync().ConfigureAwait(false);
        _whole.Delete();
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

    // A thread each: .NET reads pipes of processes by blocking a thread of the pool, which has few and may be late.
    private static Task ReadAsync(Stream from, Action<ReadOnlySpan<byte>> take) => Task.Factory.StartNew(
        () =>
        {
            var buffer = new byte[BufferSize];
            try
            {
                int read;
                while ((read = from.Read(buffer)) > 0)
                {
                    take(buffer.AsSpan(0, read));
                }
            }
            catch (ObjectDisposedException)
            {
                // The program has ended, and what it left behind is being ended.
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    // The group first, because it is certain; then what has left the group.
    private async Task KillAllAsync()
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

        await StrayProcesses.KillAsync(_cookie, _timeProvider).ConfigureAwait(false);
        _mayHaveProcesses = false;
    }
}
