namespace Forge;

/// <summary>Receives the events of Forge. Register as many as you like.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process.</para>
/// <para>Delivery: at least once and in the order of recording; a repeat has the same <see cref="ForgeEvent.Id"/>. An event is
/// delivered to a sink again until that sink has accepted it, across restarts of the host too. What one sink does not accept does not
/// hold up the others; it stays in the journal until it is accepted, or the sink is no longer registered.</para>
/// <para>Concurrency: calls never overlap for one sink.</para>
/// </remarks>
public interface IForgeEventSink
{
    /// <summary>Gets the name under which the journal keeps how far this sink has come. It stays the same across restarts, and is no secret.</summary>
    /// <value>The default is the name of the type; several sinks of one name are told apart by the order of their registration.</value>
    string Name => GetType().FullName ?? GetType().Name;

    /// <summary>Takes one event. Return as soon as it is safe; long work belongs into a queue of the sink's own.</summary>
    /// <param name="forgeEvent">The event.</param>
    /// <param name="cancellationToken">Cancelled when the host stops; the event is then delivered again after its next start.</param>
    /// <returns>A task that completes when the sink has accepted the event. Any exception means "again later".</returns>
    Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken);
}
