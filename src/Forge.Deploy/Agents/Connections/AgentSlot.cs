namespace Forge.Deploy.Agents.Connections;

/// <summary>The place of one agent: empty, or with the session that it has now. Safe for concurrent use.</summary>
internal sealed class AgentSlot
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<AgentConnection> _arrival = NewSource();

    /// <summary>Gets what lets one connect at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Gets the session, or null when there is none.</summary>
    public AgentConnection? Current
    {
        get
        {
            lock (_lock)
            {
                return _arrival.Task is { IsCompletedSuccessfully: true } arrival && !arrival.Result.Ended.IsCancellationRequested ? arrival.Result : null;
            }
        }
    }

    /// <summary>Puts a session into the place.</summary>
    public void Take(AgentConnection connection)
    {
        lock (_lock)
        {
            if (_arrival.Task.IsCompleted)
            {
                _arrival = NewSource();
            }

            _arrival.SetResult(connection);
        }
    }

    /// <summary>Returns the session as soon as there is one.</summary>
    public Task<AgentConnection> NextAsync()
    {
        lock (_lock)
        {
            if (_arrival.Task is { IsCompletedSuccessfully: true } arrival && arrival.Result.Ended.IsCancellationRequested)
            {
                _arrival = NewSource();
            }

            return _arrival.Task;
        }
    }

    private static TaskCompletionSource<AgentConnection> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
