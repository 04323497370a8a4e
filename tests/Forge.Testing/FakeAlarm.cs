namespace Forge.Testing;

/// <summary>An alarm that says what it is told to say.</summary>
public sealed class FakeAlarm(string name = "fake") : IAlarm
{
    private int _questions;

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <summary>Gets or sets what the alarm says.</summary>
    public AlarmState State { get; set; } = AlarmState.Ok;

    /// <summary>Gets or sets why the alarm cannot be read, or null when it can.</summary>
    public AlarmException? Failure { get; set; }

    /// <summary>Gets how often it was asked.</summary>
    public int Questions => _questions;

    /// <inheritdoc/>
    public Task<AlarmState> GetStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _questions);
        return Failure is null ? Task.FromResult(State) : throw Failure;
    }
}
