namespace Forge.Testing;

/// <summary>The system's clock, except that a timer of half an hour or more fires when a test says so.</summary>
public sealed class LongTimers : TimeProvider
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];

    /// <summary>Fires every long timer that is set.</summary>
    public void Fire()
    {
        Timer[] due;
        lock (_lock)
        {
            due = [.. _timers.Where(timer => timer.IsLong)];
        }

        foreach (var timer in due)
        {
            timer.Fire();
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    private void Remove(Timer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class Timer(LongTimers owner, TimerCallback callback, object? state) : ITimer
    {
        private readonly ITimer _inner = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public bool IsLong { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            IsLong = dueTime >= Long;
            return _inner.Change(IsLong ? Timeout.InfiniteTimeSpan : dueTime, period);
        }

        public void Dispose()
        {
            owner.Remove(this);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            owner.Remove(this);
            return _inner.DisposeAsync();
        }
    }
}
