namespace Forge.Build.Docker;

/// <summary>Removes containers behind the back of builds, one after the other. What nobody waited for is removed when the host ends.</summary>
internal sealed class ContainerRemovals : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _removing = [];
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Removes a container soon.</summary>
    public void Begin(EngineContainer container)
    {
        var removing = RemoveAsync(container);
        lock (_lock)
        {
            _removing.RemoveWhere(task => task.IsCompleted);
            _removing.Add(removing);
        }
    }

    /// <summary>Waits until everything is removed.</summary>
    public Task WhenDoneAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_removing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task RemoveAsync(EngineContainer container)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            await container.RemoveAsync().ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }
}
