using Microsoft.Extensions.Logging;

namespace Forge.Artifacts.S3;

/// <summary>Makes requests, and makes them again when that may help.</summary>
internal sealed partial class ServerCalls(RetryBudget budget, TimeSpan idleTimeout, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Gets the clock that pauses are measured with.</summary>
    public TimeProvider TimeProvider => timeProvider;

    /// <summary>Gets how long another writer's unfinished work is waited for before it counts as given up.</summary>
    public TimeSpan Patience => idleTimeout * 2;

    /// <summary>Makes a request.</summary>
    /// <param name="action">What it does, for the log.</param>
    /// <param name="call">Makes it once.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="Exception">The failure of the last try.</exception>
    public async Task<T> RunAsync<T>(string action, Func<ProgressWatch, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (MayRepeat(e, attempt, cancellationToken))
            {
                await PauseAsync(action, attempt, e, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Makes a request once.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<T> OnceAsync<T>(Func<ProgressWatch, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var watch = Watch(cancellationToken);
        var answer = await call(watch).ConfigureAwait(false);
        budget.Return();
        return answer;
    }

    /// <summary>Begins to watch over a transfer.</summary>
    public ProgressWatch Watch(CancellationToken cancellationToken) => new(idleTimeout, timeProvider, cancellationToken);

    /// <summary>Tells whether a failed request is made again; that is then paid for.</summary>
    public bool MayRepeat(Exception exception, int attempts, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && RequestFailure.IsTransient(exception) && budget.TryTake(attempts);

    /// <summary>Waits before the next try.</summary>
    public Task PauseAsync(string action, int attempts, Exception failure, CancellationToken cancellationToken)
    {
        var pause = budget.Pause(attempts);
        Log.Repeated(logger, action, pause, RequestFailure.Describe(failure));
        return Task.Delay(pause, timeProvider, cancellationToken);
    }

    /// <summary>Notes that an upload could not be cleared away.</summary>
    public void NoteLeftover(string name, Exception failure) => Log.Left(logger, name, RequestFailure.Describe(failure));

    private static partial class Log
    {
        [LoggerMessage(5010, LogLevel.Debug, "A request to {Action} failed and is made again in {Pause}: {Reason}.")]
        public static partial void Repeated(ILogger logger, string action, TimeSpan pause, string reason);

        [LoggerMessage(5015, LogLevel.Warning, "What is left of an upload of '{Object}' could not be removed: {Reason}.")]
        public static partial void Left(ILogger logger, string @object, string reason);
    }
}
