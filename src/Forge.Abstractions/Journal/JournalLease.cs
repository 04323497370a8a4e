namespace Forge.Journal;

/// <summary>The right to drive one history, for a while.</summary>
/// <remarks>
/// The epoch is greater than that of every lease that the journal granted before, for whichever history, and stays when the lease
/// is renewed. It goes along with everything that is done under the lease, and the journal, the target and the router each refuse
/// an epoch lower than the highest they have seen. So a deployment group that one deployment after the other drives is fenced too.
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
