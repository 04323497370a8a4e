using Microsoft.Extensions.Logging;

namespace Forge.Build.Docker;

/// <summary>Containers that are up and wait for their command, so that a build begins at once. Each serves one build.</summary>
/// <remarks>The first build for a key finds none; from then on there are some, until no build has asked for longer than their greatest age.</remarks>
internal sealed partial class ContainerPool : IAsyncDisposable
{
    private const int ChecksInAge = 4;

    private readonly ContainerMaker _maker;
    private readonly ContainerRemovals _removals;
    private readonly DockerBuildExecutorOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<PreparedContainer> _prepared = [];
    private readonly HashSet<Task> _refills = [];
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _ageing;

    /// <summary>Initializes a new instance of the <see cref="ContainerPool"/> class.</summary>
    public ContainerPool(ContainerMaker maker, ContainerRemovals removals, DockerBuildExecutorOptions options, TimeProvider timeProvider, ILogger logger)
    {
        _maker = maker;
        _removals = removals;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
        var interval = options.PoolMaxAge / ChecksInAge;
        _ageing = timeProvider.CreateTimer(_ => RemoveAged(), null, interval, interval);
    }

    private int Size => _options.PoolSize;

    /// <summary>Gives a container away.</summary>
    /// <returns>The container, which waits for its command; null when none is prepared.</returns>
    public async Task<EngineContainer?> TakeAsync(ContainerKey key, CancellationToken cancellationToken)
    {
        if (Size == 0 || key.IsPrivileged)
        {
            return null;
        }

        RemoveAged();
        while (Remove(prepared => prepared.Key == key) is { } found)
        {
            if (await found.Container.InspectAsync(cancellationToken).ConfigureAwait(false) is { Running: true })
            {
                Refill(key, _options.PoolRefillDelay);
                return found.Container;
            }

            // Somebody ended it, or the engine was started anew.
            _removals.Begin(found.Container);
        }

        return null;
    }

    /// <summary>Prepares what is missing for a key, in the background.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delay">How long to leave the machine to the build that has just begun.</param>
    public void Refill(ContainerKey key, TimeSpan delay)
    {
        if (Size == 0 || key.IsPrivileged || _stop.IsCancellationRequested)
        {
            return;
        }

        var refill = Task.Run(() => RefillAsync(key, delay));
        lock (_lock)
        {
            _refills.RemoveWhere(task => task.IsCompleted);
            _refills.Add(refill);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ageing.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        Task refills;
        lock (_lock)
        {
            refills = Task.WhenAll(_refills);
        }

        await refills.ConfigureAwait(false);
        while (Remove(_ => true) is { } prepared)
        {
            _removals.Begin(prepared.Container);
        }

        _stop.Dispose();
        _one.Dispose();
    }

    private async Task RefillAsync(ContainerKey key, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _timeProvider, _stop.Token).ConfigureAwait(false);
            // One at a time: builds matter more.
            await _one.WaitAsync(_stop.Token).ConfigureAwait(false);
            try
            {
                while (Count(key) < Size)
                {
                    Add(new PreparedContainer(key, await _maker.MakeAsync(key, buildId: null, _stop.Token).ConfigureAwait(false), _timeProvider.GetTimestamp()));
                }
            }
            finally
            {
                _one.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host ends.
        }
        catch (BuildExecutorException e)
        {
            Log.RefillFailed(_logger, key.Image, e);
        }
    }

    private void RemoveAged()
    {
        while (Remove(prepared => _timeProvider.GetElapsedTime(prepared.Since) > _options.PoolMaxAge) is { } aged)
        {
            _removals.Begin(aged.Container);
        }
    }

    private void Add(PreparedContainer prepared)
    {
        lock (_lock)
        {
            _prepared.Add(prepared);
        }
    }

    private int Count(ContainerKey key)
    {
        lock (_lock)
        {
            return _prepared.Count(prepared => prepared.Key == key);
        }
    }

    private PreparedContainer? Remove(Predicate<PreparedContainer> wanted)
    {
        lock (_lock)
        {
            var index = _prepared.FindIndex(wanted);
            if (index < 0)
            {
                return null;
            }

            var found = _prepared[index];
            _prepared.RemoveAt(index);
            return found;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2115, LogLevel.Warning, "No container could be prepared for builds with the image {Image}: they begin later than they could.")]
        public static partial void RefillFailed(ILogger logger, ImageReference image, Exception exception);
    }
}
