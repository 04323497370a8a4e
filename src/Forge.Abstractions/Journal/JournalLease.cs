namespace Forge.Journal;

/// <summary>The right to drive one history, for a while.</summary>
/// <remarks>
/// The epoch grows by one whenever a lease is granted and never when it is renewed. It goes along with everything that is done
/// under the lease, and the journal, the target and the router each refuse an epoch lower than the highest they have seen.
/// </remarks>
public sealed record JournalLease
{
    /// <summary>Gets the history.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Gets who holds the lease: a name that is unique to a running host.</summary>
    public required string Owner { get; init; }

    /// <summary>Gets the fencing number: 1 or more.</summary>
    public required long Epoch { get; init; }
}
