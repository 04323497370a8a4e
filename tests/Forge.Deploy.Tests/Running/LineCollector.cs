using System.Collections.Concurrent;

namespace Forge.Deploy.Tests.Running;

/// <summary>Keeps what is reported, at once and in order.</summary>
internal sealed class LineCollector : IProgress<string>
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the lines so far.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Gets a task that ends with the first line that a script printed.</summary>
    public Task FirstOutput => _first.Task;

    public void Report(string value)
    {
        _lines.Enqueue(value);
        if (value.StartsWith("[std", StringComparison.Ordinal))
        {
            _first.TrySetResult();
        }
    }
}
