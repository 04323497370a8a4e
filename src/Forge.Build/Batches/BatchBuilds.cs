using Forge.Build.Driving;

namespace Forge.Build.Batches;

/// <summary>The builds of one batch that run: asks for them and waits for their ends. For one caller at a time.</summary>
internal sealed class BatchBuilds : IAsyncDisposable
{
    private readonly BuildEngine _engine;
    private readonly BatchRecorder _recorder;
    private readonly TimeSpan _pollInterval;
    private readonly TimeProvider _timeProvider;
    private readonly Dictionary<string, Task<BuildStatus>> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenSource _left;
    private readonly CancellationTokenSource _any;

    /// <summary>Initializes a new instance of the <see cref="BatchBuilds"/> class.</summary>
    public BatchBuilds(BuildEngine engine, BatchRecorder recorder, TimeSpan pollInterval, TimeProvider timeProvider)
    {
        _engine = engine;
        _recorder = recorder;
        _pollInterval = pollInterval;
        _timeProvider = timeProvider;
        _left = CancellationTokenSource.CreateLinkedTokenSource(recorder.Released);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, _left.Token);
    }

    /// <summary>Takes care of every build that has begun, be it that an earlier host recorded it.</summary>
    public void Follow(BatchState state)
    {
        foreach (var group in state.Result.Groups.Where(group => group.Status is BuildStatus.InProgress && !_running.ContainsKey(group.Identifier)))
        {
            _running[group.Identifier] = FollowAsync(state, group);
        }
    }

    /// <summary>Stops everything that runs.</summary>
    public Task StopAsync() => _cut.CancelAsync();

    /// <summary>Waits until a build has ended, or something else has happened.</summary>
    /// <returns>The events of the builds that have ended.</returns>
    public async Task<IReadOnlyList<object>> WaitAsync(Task news)
    {
        await Task.WhenAny(_running.Values.Append(news)).ConfigureAwait(false);
        _recorder.Released.ThrowIfCancellationRequested();
        var ended = new List<object>();
        foreach (var (identifier, running) in _running.Where(pair => pair.Value.IsCompleted).ToArray())
        {
            ended.Add(new BatchBuildEnded { BatchId = _recorder.State.Result.BatchId, Identifier = identifier, Status = await running.ConfigureAwait(false) });
            _running.Remove(identifier);
        }

        return ended;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync().ConfigureAwait(false);
        await ((Task)Task.WhenAll(_running.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _any.Dispose();
        _left.Dispose();
        _cut.Dispose();
    }

    private async Task<BuildStatus> FollowAsync(BatchState state, BuildBatchGroup group)
    {
        var buildId = group.BuildId!;
        if (!await AskAsync(state, group).ConfigureAwait(false))
        {
            return BuildStatus.Stopped;
        }

        try
        {
            return (await _engine.WaitAsync(buildId, _any.Token).ConfigureAwait(false)).Status;
        }
        catch (OperationCanceledException) when (!_left.IsCancellationRequested)
        {
            await _engine.StopAsync(buildId, $"batch {state.Result.BatchId}", _left.Token).ConfigureAwait(false);
            return (await _engine.WaitAsync(buildId, _left.Token).ConfigureAwait(false)).Status;
        }
    }

    // False when the batch stops before there is a build.
    private async Task<bool> AskAsync(BatchState state, BuildBatchGroup group)
    {
        var plan = state.Plan!;
        var definition = BatchDefinitionPlanner.Plan(
            state.Definition.Build with { Source = plan.Source, SecondarySources = plan.SecondarySources }, plan.Tasks.First(task => task.Identifier == group.Identifier));
        while (true)
        {
            if (_cut.IsCancellationRequested)
            {
                return await _engine.GetAsync(group.BuildId!, _left.Token).ConfigureAwait(false) is not null;
            }

            try
            {
                await _engine.StartAsync(definition, group.BuildId!, new Dictionary<string, SecretValue>(), BuildEntry.Wait, _left.Token).ConfigureAwait(false);
                return true;
            }
            catch (BuildRefusedException)
            {
                // More of the project wait than may: a batch has time.
                await Task.Delay(_pollInterval, _timeProvider, _any.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _left.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
