using System.Buffers;
using System.Globalization;

namespace Forge.Build.Output;

/// <summary>The log of one build: what its commands print, and the reference's lines between. Everything in it is masked.</summary>
internal sealed class BuildLog
{
    private const int LongestLine = 1024 * 1024;
    private const string TimeFormat = "yyyy/MM/dd HH:mm:ss.ffffff";

    private readonly IProgress<BuildLogLine>? _receiver;
    private readonly TimeProvider _timeProvider;
    private readonly LineSplitter _lines;
    private readonly ArrayBufferWriter<byte> _safe = new();
    private readonly SecretMasker _masker = new(null);
    private NeedleAutomaton? _automaton;
    private long _sequence;

    /// <summary>Initializes a new instance of the <see cref="BuildLog"/> class.</summary>
    public BuildLog(IProgress<BuildLogLine>? receiver, TimeProvider timeProvider)
    {
        _receiver = receiver;
        _timeProvider = timeProvider;
        _lines = new LineSplitter(LongestLine, Send);
    }

    /// <summary>Masks these secrets from now on.</summary>
    public void Mask(IEnumerable<KeyValuePair<string, SecretValue>> secrets)
    {
        _automaton = SecretMasker.Prepare(secrets, out var refused);
        _masker.Replace(_automaton, _safe);
        Pass();
        foreach (var name in refused)
        {
            Write($"Warning: the value of '{name}' has fewer than {SecretNeedles.ShortestNeedle} bytes or is all blanks, and is not masked in this log");
        }
    }

    /// <summary>Masks a text that is shown elsewhere.</summary>
    public string Masked(string text) => SecretMasker.Apply(_automaton, text);

    /// <summary>Takes what commands print.</summary>
    public void WriteOutput(ReadOnlySpan<byte> bytes)
    {
        _masker.Write(bytes, _safe);
        Pass();
    }

    /// <summary>Ends what commands print: what was held back goes out.</summary>
    public void EndOutput()
    {
        _masker.Flush(_safe);
        Pass();
        _lines.Flush();
    }

    /// <summary>Writes a line of the build itself. A line of output that has not ended is ended; what may become a secret stays held back.</summary>
    public void Write(string text)
    {
        _lines.Flush();
        var time = _timeProvider.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture);
        foreach (var line in $"[Container] {time} {Masked(text.TrimEnd('\n'))}".Split('\n'))
        {
            Send(line);
        }
    }

    private void Pass()
    {
        _lines.Write(_safe.WrittenSpan);
        _safe.ResetWrittenCount();
    }

    private void Send(string text) =>
        _receiver?.Report(new BuildLogLine { Sequence = ++_sequence, At = _timeProvider.GetUtcNow(), Text = text });
}
