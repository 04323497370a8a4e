using System.Collections.Concurrent;

namespace Forge.Shared.Leases;

/// <summary>Wakes those who wait for news of a history that this process drives. A hint only: whoever waits looks into the journal now and then all the same.</summary>
internal sealed class StreamSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _next = new(StringComparer.Ordinal);

    /// <summary>Returns a task that completes with the next news. Take it before reading, wait for it after.</summary>
    public Task Next(string key) =>
        _next.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells that there is news.</summary>
    public void Raise(string key)
    {
        if (_next.TryRemove(key, out var waiting))
        {
            waiting.SetResult();
        }
    }
}
