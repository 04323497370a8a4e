using System.Buffers;
using System.Text;

namespace Forge.Build.Running;

/// <summary>Reads the file of the runner's events, from its beginning and as it grows.</summary>
internal sealed class RunnerEventReader(IBuildEnvironment environment)
{
    private const int LongestLine = 64 * 1024;
    private const int BufferSize = 16 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly ArrayBufferWriter<byte> _line = new();
    private long _offset;

    /// <summary>Reads what has come since the last call. A line that has not ended yet waits for its end; one that is no event is skipped.</summary>
    public async Task<IReadOnlyList<RunnerEvent>> ReadAsync()
    {
        var events = new List<RunnerEvent>();
        // What happened before a build was stopped is part of it.
        while (await environment.ReadAsync(RunnerFiles.EventsFile, _offset, _buffer, CancellationToken.None).ConfigureAwait(false) is > 0 and var read)
        {
            _offset += read;
            Split(_buffer.AsSpan(0, read), events);
        }

        return events;
    }

    private void Split(ReadOnlySpan<byte> bytes, List<RunnerEvent> events)
    {
        for (var end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
        {
            Keep(bytes[..end]);
            if (RunnerEvent.Parse(Encoding.UTF8.GetString(_line.WrittenSpan)) is { } parsed)
            {
                events.Add(parsed);
            }

            _line.ResetWrittenCount();
            bytes = bytes[(end + 1)..];
        }

        Keep(bytes);
    }

    private void Keep(ReadOnlySpan<byte> part) => _line.Write(part[..Math.Min(part.Length, LongestLine - _line.WrittenCount)]);
}
