namespace Forge.Testing;

/// <summary>An <see cref="IForgeEventSink"/> that keeps what it is told, once.</summary>
public sealed class FakeForgeEventSink : IForgeEventSink
{
    private readonly Lock _lock = new();
    private readonly List<ForgeEvent> _accepted = [];

    /// <summary>Gets or sets what runs before an event is accepted. Throwing from it means "again later".</summary>
    public Action<ForgeEvent>? Handling { get; set; }

    /// <summary>Gets the events that were accepted, in order, repeats left out.</summary>
    public IReadOnlyList<ForgeEvent> Accepted
    {
        get
        {
            lock (_lock)
            {
                return [.. _accepted];
            }
        }
    }

    public Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forgeEvent);
        cancellationToken.ThrowIfCancellationRequested();
        Handling?.Invoke(forgeEvent);
        lock (_lock)
        {
            if (!_accepted.Exists(e => e.Id == forgeEvent.Id))
            {
                _accepted.Add(forgeEvent);
            }
        }

        return Task.CompletedTask;
    }
}
