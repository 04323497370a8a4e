namespace Forge.Deploy.Driving;

/// <summary>How long a lease lasts and when its holder stops by itself.</summary>
/// <param name="TimeToLive">How long the journal grants the lease.</param>
/// <param name="RenewEvery">The time between two renewals.</param>
/// <param name="StopAfter">How long after the last successful renewal the holder stops, on its own monotonic clock: well before the journal lets somebody else in.</param>
internal sealed record LeaseTiming(TimeSpan TimeToLive, TimeSpan RenewEvery, TimeSpan StopAfter)
{
    /// <summary>Gets the timing of every host.</summary>
    public static LeaseTiming Default { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
}
