using System.Buffers;
using System.Text;
using System.Threading.Channels;

namespace Forge.Build.Running;

/// <summary>Turns what the build runner prints into events. What it prints as errors is kept for a diagnosis.</summary>
internal sealed class RunnerOutput : IBuildOutput
{
    private const int LongestLine = 64 * 1024;
    private const int KeptErrors = 4 * 1024;

    private readonly Channel<RunnerEvent> _events = Channel.CreateUnbounded<RunnerEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly StringBuilder _errors = new();

    /// <summary>Gets the events in order.</summary>
    public ChannelReader<RunnerEvent> Events => _events.Reader;

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

    /// <inheritdoc/>
    public void OnStandardOutput(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            _line.Write(part[..Math.Min(part.Length, LongestLine - _line.WrittenCount)]);
            if (end < 0)
            {
                return;
            }

            if (RunnerEvent.Parse(Encoding.UTF8.GetString(_line.WrittenSpan)) is { } parsed)
            {
                _events.Writer.TryWrite(parsed);
            }

            _line.ResetWrittenCount();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <inheritdoc/>
    public void OnStandardError(ReadOnlySpan<byte> bytes)
    {
        lock (_errors)
        {
            _errors.Append(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, KeptErrors - Math.Min(_errors.Length, KeptErrors))]));
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    public void Complete() => _events.Writer.TryComplete();
}
