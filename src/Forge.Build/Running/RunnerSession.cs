using System.Runtime.CompilerServices;
using Forge.Build.Output;

namespace Forge.Build.Running;

/// <summary>One run of the build runner: its events in order, and before each of them all that commands had printed by then.</summary>
internal sealed class RunnerSession(IBuildEnvironment environment, BuildLog log, TimeSpan interval, TimeProvider timeProvider)
{
    private const int BufferSize = 128 * 1024;

    private readonly RunnerOutput _output = new();
    private readonly byte[] _buffer = new byte[BufferSize];
    private Task<BuildCommandResult> _running = Task.FromException<BuildCommandResult>(new InvalidOperationException("The runner was not started."));
    private long _offset;

    /// <summary>Gets how the runner ended, once the events have ended.</summary>
    public Task<BuildCommandResult> Result => _running;

    /// <summary>Gets what the runner itself had to complain of.</summary>
    public string Errors => _output.Errors;

    /// <summary>Starts the runner.</summary>
    /// <param name="standardInput">The environment of the build, as shell text.</param>
    /// <param name="cancellationToken">Ends the runner and all it started.</param>
    public void Start(ReadOnlyMemory<byte> standardInput, CancellationToken cancellationToken)
    {
        var command = new BuildCommand { Arguments = RunnerFiles.Arguments(environment.Directory), StandardInput = standardInput };
        _running = environment.RunAsync(command, _output, cancellationToken);
        _ = _running.ContinueWith(_ => _output.Complete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Goes on with a runner that an earlier host started; it may have ended.</summary>
    public void Rejoin(CancellationToken cancellationToken) => _running = environment.RejoinAsync(_output, cancellationToken);

    /// <summary>Reads the events until the runner has ended, and passes the output on to the log meanwhile.</summary>
    /// <exception cref="OperationCanceledException">The runner was cancelled. What had been printed is in the log.</exception>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public async IAsyncEnumerable<RunnerEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_output.Events.TryRead(out var next))
            {
                await PassOnAsync(next.Size).ConfigureAwait(false);
                yield return next;
            }
        }
    }

    /// <summary>Passes on what is there, for a build that was cut short.</summary>
    public async Task DrainAsync()
    {
        await PassOnAsync(long.MaxValue).ConfigureAwait(false);
        log.EndOutput();
    }

    // The output is looked at whenever an event comes, and now and then in between.
    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var more = _output.Events.WaitToReadAsync(CancellationToken.None).AsTask();
        while (!more.IsCompleted)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(more, Task.Delay(interval, timeProvider, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
            if (!more.IsCompleted)
            {
                // A cancelled runner ends soon, and its end ends the events.
                await (cancellationToken.IsCancellationRequested ? more : PassOnAsync(long.MaxValue)).ConfigureAwait(false);
            }
        }

        return await more.ConfigureAwait(false);
    }

    private async Task PassOnAsync(long until)
    {
        while (_offset < until)
        {
            var wanted = (int)Math.Min(_buffer.Length, until - _offset);
            // What was printed before a build was stopped belongs into its log.
            var read = await environment.ReadAsync(RunnerFiles.OutputFile, _offset, _buffer.AsMemory(0, wanted), CancellationToken.None).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            log.WriteOutput(_buffer.AsSpan(0, read));
            _offset += read;
        }
    }
}
