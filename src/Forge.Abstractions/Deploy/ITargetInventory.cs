namespace Forge.Deploy;

/// <summary>Tells which deploy targets there are: a file, a cloud's list of machines, a table of the host application.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process. It is read whenever a deployment is created, and now and then for groups
/// that deploy to new targets by themselves. What a deployment has selected stays selected, whatever the inventory says later.</para>
/// <para>Concurrency: <see cref="ReadAsync"/> may be called at the same time as any other call.</para>
/// </remarks>
public interface ITargetInventory
{
    /// <summary>Gets the name by which deployment groups refer to the inventory. Unique in a host, compared ordinally.</summary>
    string Name { get; }

    /// <summary>Reads the targets that there are now.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The targets, each name once; none when there are none.</returns>
    /// <exception cref="TargetInventoryException">The inventory cannot be read, or says something that is not right. Never an empty list in place of this:
    /// a deployment to half of a fleet would look like one to all of it.</exception>
    Task<IReadOnlyList<TargetDescription>> ReadAsync(CancellationToken cancellationToken);
}
