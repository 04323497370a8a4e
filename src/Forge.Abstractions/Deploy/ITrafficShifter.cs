namespace Forge.Deploy;

/// <summary>Divides a service's new requests between its stable release and a candidate.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process. A deployment sets growing weights, reads them back, drains the release
/// that no longer takes requests; a rollback sets <see cref="TrafficWeight.None"/>.</para>
/// <para>Concurrency: calls for different routes may overlap; the engine never overlaps calls for one route.</para>
/// <para>Weights are absolute, so every call may be repeated: asking for the weight in force succeeds and changes nothing.</para>
/// <para>Fencing: a shifter remembers the highest epoch it has seen for a service and refuses a lower one, so that a host that was
/// frozen and woke up after another took over cannot move traffic.</para>
/// </remarks>
public interface ITrafficShifter
{
    /// <summary>Gets the name by which a deployment group chooses this shifter. Unique in a host, compared ordinally.</summary>
    string Name { get; }

    /// <summary>Reads the candidate's weight as the router reports it, not as last requested.</summary>
    /// <param name="route">The service and its two releases.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The weight in force.</returns>
    /// <exception cref="TrafficShiftException">The router cannot be reached or does not know the route.</exception>
    Task<TrafficWeight> GetCandidateWeightAsync(TrafficRoute route, CancellationToken cancellationToken);

    /// <summary>Sends a share of new requests to the candidate, the rest to stable.</summary>
    /// <param name="route">The service and its two releases.</param>
    /// <param name="weight">The candidate's share. Requests in flight are not moved.</param>
    /// <param name="epoch">The epoch of the lease under which the caller acts.</param>
    /// <param name="cancellationToken">Cancels the call; the weight in force is then unknown.</param>
    /// <returns>A task that completes when the router has acknowledged the weight, before old requests have drained.</returns>
    /// <exception cref="TrafficShiftException">The router refused the weight, did not acknowledge it, or has seen a higher epoch. The
    /// weight in force is unknown when <see cref="ForgeException.IsTransient"/> is true, unchanged otherwise.</exception>
    Task SetCandidateWeightAsync(TrafficRoute route, TrafficWeight weight, long epoch, CancellationToken cancellationToken);

    /// <summary>Waits until the release that takes no new requests has finished those in flight.</summary>
    /// <param name="route">The service and its two releases; its weight is 0 or 100 percent.</param>
    /// <param name="timeout">The longest wait; from zero.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether every request in flight was finished within <paramref name="timeout"/>.</returns>
    /// <exception cref="TrafficShiftException">The router cannot be reached, or the weight is between 0 and 100 percent.</exception>
    Task<bool> DrainAsync(TrafficRoute route, TimeSpan timeout, CancellationToken cancellationToken);
}
