namespace Forge.Build.Driving;

/// <summary>The place of one build in the queue and, once its turn has come, among those that run. Disposing it gives the place up.</summary>
/// <param name="project">The project.</param>
/// <param name="limit">How many builds of the project may run at once.</param>
/// <param name="leave">Gives the place up.</param>
internal sealed class BuildTurn(string project, int limit, Action<BuildTurn> leave) : IDisposable
{
    private readonly TaskCompletionSource _comes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isDisposed;

    /// <summary>Gets the project.</summary>
    public string Project => project;

    /// <summary>Gets how many builds of the project may run at once.</summary>
    public int Limit => limit;

    /// <summary>Gets a value indicating whether the turn has come.</summary>
    public bool HasCome => _comes.Task.IsCompleted;

    /// <summary>Waits for the turn.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _comes.Task.WaitAsync(cancellationToken);

    /// <summary>Says that the turn has come.</summary>
    public void Come() => _comes.TrySetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            leave(this);
        }
    }
}
