using System.Text;
using System.Threading.Channels;

namespace Forge.Build.Running;

/// <summary>Wakes up whoever waits for the build runner. What the runner prints as errors is kept for a diagnosis.</summary>
internal sealed class RunnerOutput : IBuildOutput
{
    private const int KeptErrors = 4 * 1024;

    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly StringBuilder _errors = new();

    /// <summary>Gets the beginning of what the runner printed as errors.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString().Trim();
            }
        }
    }

    /// <summary>Waits until the runner has printed something since the last wait.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await _calls.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void OnStandardOutput(ReadOnlySpan<byte> bytes) => _calls.Writer.TryWrite(true);

    /// <inheritdoc/>
    public void OnStandardError(ReadOnlySpan<byte> bytes)
    {
        lock (_errors)
        {
            _errors.Append(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, KeptErrors - Math.Min(_errors.Length, KeptErrors))]));
        }
    }
}
