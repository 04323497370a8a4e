using System.Runtime.CompilerServices;
using Forge.Build.Output;
using Forge.Build.Packaging;

namespace Forge.Build.Running;

/// <summary>One run of the build runner: its events in order, and before each of them all that commands had printed by then.</summary>
/// <remarks>Events and output come from files, so that whoever reads them again from the beginning gets the same in the same order.</remarks>
internal sealed class RunnerSession(IBuildEnvironment environment, BuildLog log, CacheTransfer? cache, TimeSpan interval, TimeProvider timeProvider)
{
    private const int BufferSize = 128 * 1024;

    private readonly RunnerOutput _output = new();
    private readonly RunnerEventReader _events = new(environment);
    private readonly byte[] _buffer = new byte[BufferSize];
    private Task<BuildCommandResult> _running = Task.FromException<BuildCommandResult>(new InvalidOperationException("The runner was not started."));
    private long _offset;
    private int _begin;
    private int _end;

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
    }

    /// <summary>Goes on with a runner that an earlier host started; it may have ended.</summary>
    /// <param name="cancellationToken">Ends the runner and all it started.</param>
    public void Rejoin(CancellationToken cancellationToken) => _running = environment.RejoinAsync(_output, cancellationToken);

    /// <summary>Reads the events from the first one until the runner has ended, and passes the output on to the log meanwhile.</summary>
    /// <exception cref="OperationCanceledException">The runner was cancelled. What had been printed is in the log.</exception>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public async IAsyncEnumerable<RunnerEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // In this order: whatever printed what is read here was told of before, and whatever the runner told before its end is there.
            var isOver = _running.IsCompleted;
            var isFull = await FillAsync(BufferSize).ConfigureAwait(false);
            foreach (var next in await _events.ReadAsync().ConfigureAwait(false))
            {
                await PassOnAsync(next.Size).ConfigureAwait(false);
                await ActAsync(next, cancellationToken).ConfigureAwait(false);
                yield return next;
            }

            Pass(_end - _begin);
            if (isFull)
            {
                continue;
            }

            if (isOver)
            {
                yield break;
            }

            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Passes on what is there, for a build that was cut short.</summary>
    public async Task DrainAsync()
    {
        await PassOnAsync(long.MaxValue).ConfigureAwait(false);
        log.EndOutput();
    }

    private async Task ActAsync(RunnerEvent next, CancellationToken cancellationToken)
    {
        switch (next.Kind)
        {
            case RunnerEventKind.Note:
                log.Write(next.Text);
                break;
            case RunnerEventKind.Paused:
                log.Write("Paused at a breakpoint: waiting for codebuild-resume, or for the host");
                break;
            case RunnerEventKind.Resumed:
                log.Write("Resumed");
                break;
            case RunnerEventKind.CacheWanted when cache is not null:
                await cache.RestoreAsync(cancellationToken).ConfigureAwait(false);
                break;
            case RunnerEventKind.CachePacked:
                cache?.MarkPacked();
                break;
        }
    }

    // The output is looked at whenever an event comes, and now and then in between.
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            // A cancelled runner ends soon.
            await Task.WhenAny(_running).ConfigureAwait(false);
            return;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_running, _output.WaitAsync(enough.Token), Task.Delay(interval, timeProvider, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }

    private async Task PassOnAsync(long until)
    {
        Pass((int)Math.Min(_end - _begin, Math.Max(0, until - _offset)));
        while (_offset < until)
        {
            await FillAsync(until - _offset).ConfigureAwait(false);
            if (_end == 0)
            {
                return;
            }

            Pass(_end);
        }
    }

    // Says whether there may be more. What was printed before a build was stopped belongs into its log.
    private async Task<bool> FillAsync(long most)
    {
        _begin = 0;
        var wanted = (int)Math.Min(BufferSize, most);
        _end = await environment.ReadAsync(RunnerFiles.OutputFile, _offset, _buffer.AsMemory(0, wanted), CancellationToken.None).ConfigureAwait(false);
        return _end == wanted;
    }

    private void Pass(int count)
    {
        log.WriteOutput(_buffer.AsSpan(_begin, count));
        _begin += count;
        _offset += count;
    }
}
