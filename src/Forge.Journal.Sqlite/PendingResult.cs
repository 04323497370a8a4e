namespace Forge.Journal.Sqlite;

/// <summary>A change with a result.</summary>
internal sealed class PendingResult<T>(Func<JournalChanges, T> change, CancellationToken cancellationToken) : PendingChange(cancellationToken)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    /// <summary>Gets the task of the caller.</summary>
    public Task<T> Task => _completion.Task;

    /// <inheritdoc/>
    public override void Apply(JournalChanges changes) => _result = change(changes);

    /// <inheritdoc/>
    public override void Complete() => _completion.TrySetResult(_result!);

    /// <inheritdoc/>
    public override void Fail(Exception failure) => _completion.TrySetException(failure);
}
