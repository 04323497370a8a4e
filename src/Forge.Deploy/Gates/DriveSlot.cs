namespace Forge.Deploy.Gates;

/// <summary>The right to work on one deployment. Not for concurrent use; disposal gives it back.</summary>
internal sealed class DriveSlot(SemaphoreSlim free) : IDisposable
{
    private bool _isTaken = true;

    /// <summary>Takes the slot again after it was left. Waits while none is free.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (!_isTaken)
        {
            await free.WaitAsync(cancellationToken).ConfigureAwait(false);
            _isTaken = true;
        }
    }

    /// <summary>Lets another deployment have the slot.</summary>
    public void Leave()
    {
        if (_isTaken)
        {
            _isTaken = false;
            free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();
}
