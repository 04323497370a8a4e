namespace Forge.Deploy.Gates;

/// <summary>How many deployments this host works on at once. One that only waits gives its slot to others meanwhile.</summary>
internal sealed class DriveSlots(int most) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most);

    /// <summary>Takes a slot if one is free.</summary>
    /// <returns>The slot, or null.</returns>
    public DriveSlot? TryTake() => _free.Wait(0) ? new DriveSlot(_free) : null;

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
