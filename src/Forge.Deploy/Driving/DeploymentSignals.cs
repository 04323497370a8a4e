using System.Collections.Concurrent;

namespace Forge.Deploy.Driving;

/// <summary>Wakes those who wait for news of a deployment that this process drives. A hint only: whoever waits looks into the journal now and then all the same.</summary>
internal sealed class DeploymentSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _next = new(StringComparer.Ordinal);

    /// <summary>Returns a task that completes with the next news. Take it before reading, wait for it after.</summary>
    public Task Next(string deploymentId) =>
        _next.GetOrAdd(deploymentId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells that there is news.</summary>
    public void Raise(string deploymentId)
    {
        if (_next.TryRemove(deploymentId, out var waiting))
        {
            waiting.SetResult();
        }
    }
}
