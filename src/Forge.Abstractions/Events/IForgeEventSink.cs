namespace Forge;

/// <summary>Receives the events of Forge. Register as many as you like.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process.</para>
/// <para>Delivery: at least once and in the order of recording; a repeat has the same <see cref="ForgeEvent.Id"/>. An event is
/// delivered again until every sink has accepted it, across restarts of the host too.</para>
/// <para>Concurrency: calls never overlap for one sink.</para>
/// </remarks>
public interface IForgeEventSink
{
    /// <summary>Takes one event. Return as soon as it is safe; long work belongs into a queue of the sink's own.</summary>
    /// <param name="forgeEvent">The event.</param>
    /// <param name="cancellationToken">Cancelled when the host stops; the event is then delivered again after its next start.</param>
    /// <returns>A task that completes when the sink has accepted the event. Any exception means "again later".</returns>
    Task HandleAsync(ForgeEvent forgeEvent, CancellationToken cancellationToken);
}
