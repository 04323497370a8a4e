namespace Forge.Build.HostProcesses;

/// <summary>Passes on what two readers read, one at a time, and nothing once it is closed: a reader may outlive its program.</summary>
internal sealed class OutputGate(IBuildOutput output) : IBuildOutput, IDisposable
{
    private readonly Lock _lock = new();
    private bool _isClosed;

    /// <inheritdoc/>
    public void OnStandardOutput(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                output.OnStandardOutput(bytes);
            }
        }
    }

    /// <inheritdoc/>
    public void OnStandardError(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                output.OnStandardError(bytes);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
        }
    }
}
