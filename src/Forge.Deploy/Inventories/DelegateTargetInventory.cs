namespace Forge.Deploy.Inventories;

/// <summary>An inventory that the host application answers for.</summary>
internal sealed class DelegateTargetInventory(string name, Func<CancellationToken, Task<IReadOnlyList<TargetDescription>>> read) : ITargetInventory
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TargetDescription>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await read(cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the host's own code throws means that nobody knows which targets there are.
        catch (Exception e) when (e is not (OperationCanceledException or TargetInventoryException))
#pragma warning restore CA1031
        {
            throw new TargetInventoryException($"The inventory '{Name}' cannot be read: {e.Message}", Name, isTransient: true, e);
        }
    }
}
