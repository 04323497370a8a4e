namespace Forge.Journal.Sqlite;

/// <summary>A change that waits for its turn, and then for the commit.</summary>
internal abstract class PendingChange(CancellationToken cancellationToken)
{
    /// <summary>Gets a value indicating whether the caller has left before the change began.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    /// <summary>Makes the change inside of a transaction.</summary>
    public abstract void Apply(JournalChanges changes);

    /// <summary>Tells the caller that the change is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that the change failed.</summary>
    public abstract void Fail(Exception failure);
}
