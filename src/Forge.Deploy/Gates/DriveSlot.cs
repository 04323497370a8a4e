namespace Forge.Deploy.Gates;

/// <summary>The right to work on one deployment. Not for concurrent use; disposal gives it back.</summary>
internal sealed class DriveSlot(SemaphoreSlim free) : IDisposable
{
    private Task? _turn = Task.CompletedTask;

    /// <summary>Gets a value indicating whether the right is held now.</summary>
    public bool IsTaken => _turn is { IsCompletedSuccessfully: true };

    /// <summary>Gets what ends when the right is held, if it was asked for and is not held yet.</summary>
    public Task? Entering => _turn is { IsCompleted: false } ? _turn : null;

    /// <summary>Asks for the right again after it was left.</summary>
    /// <returns>A task that ends when it is held: the same one for every question until then.</returns>
    public Task EnterAsync(CancellationToken cancellationToken) => _turn ??= free.WaitAsync(cancellationToken);

    /// <summary>Lets another deployment have the slot. Does nothing where it is not held.</summary>
    public void Leave()
    {
        if (IsTaken)
        {
            _turn = null;
            free.Release();
        }
    }

    /// <summary>Waits for what became of the question, whose token has been cancelled.</summary>
    public async Task SettleAsync() => await (_turn ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <inheritdoc/>
    public void Dispose() => Leave();
}
