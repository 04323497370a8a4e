namespace Forge.Build.Output;

/// <summary>Tells the readers of a log in this process that there is more. Safe for concurrent use; writing costs nothing while nobody waits.</summary>
internal sealed class LogPulse
{
    private TaskCompletionSource? _waiting;

    /// <summary>Gets a task that completes at the next beat. Taken before one looks, it misses nothing.</summary>
    public Task Next
    {
        get
        {
            while (true)
            {
                if (Volatile.Read(ref _waiting) is { } waiting)
                {
                    return waiting.Task;
                }

                Interlocked.CompareExchange(ref _waiting, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
            }
        }
    }

    /// <summary>Wakes who waits.</summary>
    public void Beat() => Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
}
