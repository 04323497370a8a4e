namespace Forge.Deploy.Alarms;

/// <summary>An alarm of the application's own.</summary>
/// <param name="name">Its name.</param>
/// <param name="ask">Tells the state now.</param>
internal sealed class DelegateAlarm(string name, Func<CancellationToken, Task<AlarmState>> ask) : IAlarm
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async Task<AlarmState> GetStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await ask(cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the application throws, the alarm cannot be read.
        catch (Exception e) when (e is not (AlarmException or OperationCanceledException))
#pragma warning restore CA1031
        {
            throw new AlarmException($"The alarm '{name}' of the application failed: {e.Message}", name, isTransient: true, e);
        }
    }
}
