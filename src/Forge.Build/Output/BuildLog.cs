using System.Buffers;
using System.Globalization;
using System.Text;

namespace Forge.Build.Output;

/// <summary>The log of one build: what its commands print, and the reference's lines between. Everything in it is masked. Not safe for concurrent use.</summary>
/// <remarks>
/// <para>Lines are in the file when a call returns; nothing here waits for a reader or for the store.</para>
/// <para>After a restart of the host, everything is written again from the first line: as many lines of output and as many lines of
/// the build as are stored already are passed over, each kind by itself. Hence what is written should be the same again, and
/// nothing here depends on how output is cut into blocks. Where lines of the build may differ all the same, because a store
/// failed the first time, the places that are recorded with <see cref="Notes"/> keep the difference from spreading.</para>
/// </remarks>
internal sealed class BuildLog : IAsyncDisposable
{
    private const string TimeFormat = "yyyy/MM/dd HH:mm:ss.ffffff";

    private readonly LogFile _file;
    private readonly LogPulse _pulse;
    private readonly TimeProvider _timeProvider;
    private readonly LineSplitter _output;
    private readonly LineSplitter _notes;
    private readonly ArrayBufferWriter<byte> _safe = new();
    private readonly SecretMasker _masker = new(null);
    private readonly long _limit;
    private long _room;
    private bool _isOverLimit;
    private long _outputToPass;
    private long _notesToPass;
    private long _storedNotes;
    private NeedleAutomaton? _automaton;

    /// <summary>Initializes a new instance of the <see cref="BuildLog"/> class.</summary>
    /// <param name="file">Where the lines go; goes with this object.</param>
    /// <param name="stored">What is there already, and is passed over.</param>
    /// <param name="limit">How many bytes of output are kept.</param>
    /// <param name="pulse">Wakes the readers.</param>
    /// <param name="timeProvider">The clock.</param>
    public BuildLog(LogFile file, StoredLog stored, long limit, LogPulse pulse, TimeProvider timeProvider)
    {
        _file = file;
        _pulse = pulse;
        _timeProvider = timeProvider;
        (_limit, _room) = (limit, limit);
        (_outputToPass, _notesToPass, _storedNotes) = (stored.Output, stored.Notes, stored.Notes);
        _output = new LineSplitter(StoredLine.LongestText, KeepOutput);
        _notes = new LineSplitter(StoredLine.LongestText, KeepNote);
    }

    /// <summary>Gets how many lines of the build itself there are up to the present place.</summary>
    public long Notes { get; private set; }

    /// <summary>Gets or sets the phase of the lines that follow.</summary>
    public BuildPhase Phase { get; set; }

    /// <summary>Gets what brings the files into the store.</summary>
    public Func<CancellationToken, Task> Completing { private get; init; } = _ => Task.CompletedTask;

    /// <summary>Gets what gives the files back.</summary>
    public Func<ValueTask> Closing { private get; init; } = () => ValueTask.CompletedTask;

    /// <summary>Goes on from a place that an earlier host has recorded, however many lines of the build have been written again before it.</summary>
    /// <param name="notes">What <see cref="Notes"/> was at that place.</param>
    public void GoOnFrom(long notes) => (Notes, _notesToPass) = (notes, Math.Max(0, _storedNotes - notes));

    /// <summary>Passes over no line of the build any more, at a place that no earlier host has recorded: none of them came further.</summary>
    public void EndNotes()
    {
        Notes += _notesToPass;
        (_notesToPass, _storedNotes) = (0, 0);
    }

    /// <summary>Passes over nothing any more: what comes now is not what is stored.</summary>
    public void EndReplay()
    {
        _outputToPass = 0;
        EndNotes();
    }

    /// <summary>Masks these secrets from now on.</summary>
    public void Mask(IEnumerable<KeyValuePair<string, SecretValue>> secrets)
    {
        EndOutput();
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
        if (_isOverLimit)
        {
            return;
        }

        _file.Begin(_timeProvider.GetUtcNow(), Phase);
        _masker.Write(bytes, _safe);
        Pass();
        Publish();
    }

    /// <summary>Ends what commands print: what was held back goes out.</summary>
    public void EndOutput()
    {
        _file.Begin(_timeProvider.GetUtcNow(), Phase);
        _masker.Flush(_safe);
        Pass();
        _output.Flush();
        Publish();
    }

    /// <summary>Writes a line of the build itself. A line of output that has not ended is ended; what may become a secret stays held back.</summary>
    public void Write(string text)
    {
        var now = _timeProvider.GetUtcNow();
        _file.Begin(now, Phase);
        _output.Flush();
        WriteNote(now, text);
        Publish();
    }

    /// <summary>Wakes the readers, so that they see that the build has ended.</summary>
    public void Wake() => _pulse.Beat();

    /// <summary>Brings the log into the store, once the last line is written. A store that fails makes a warning in the log of the host.</summary>
    /// <param name="cancellationToken">Gives up; the log stays as files.</param>
    public Task CompleteAsync(CancellationToken cancellationToken)
    {
        EndOutput();
        _file.Dispose();
        return Completing(cancellationToken);
    }

    /// <summary>Lets the files go. Without <see cref="EndOutput"/> and <see cref="CompleteAsync"/> before, a later host can go on.</summary>
    public ValueTask DisposeAsync() => Closing();

    private void WriteNote(DateTimeOffset now, string text)
    {
        var time = now.ToString(TimeFormat, CultureInfo.InvariantCulture);
        _notes.Write(Encoding.UTF8.GetBytes($"[Container] {time} {Masked(text.TrimEnd('\n'))}\n"));
    }

    private void Pass()
    {
        _output.Write(_safe.WrittenSpan);
        _safe.ResetWrittenCount();
    }

    private void KeepOutput(ReadOnlySpan<byte> line, bool isEnded)
    {
        if (_isOverLimit)
        {
            return;
        }

        var isCut = line.Length + (isEnded ? 1 : 0) > _room;
        if (isCut)
        {
            line = line[..(int)_room];
            isEnded = false;
        }

        _room -= line.Length + (isEnded ? 1 : 0);
        if (!line.IsEmpty || isEnded)
        {
            Keep(isEnded ? StoredLineKind.Output : StoredLineKind.OutputPart, line, ref _outputToPass);
        }

        if (isCut)
        {
            _isOverLimit = true;
            WriteNote(_timeProvider.GetUtcNow(), $"Warning: the log has reached its limit of {_limit} bytes; what commands print from here on is not kept");
        }
    }

    private void KeepNote(ReadOnlySpan<byte> line, bool isEnded)
    {
        Notes++;
        Keep(StoredLineKind.Note, line, ref _notesToPass);
    }

    private void Keep(StoredLineKind kind, ReadOnlySpan<byte> line, ref long toPass)
    {
        if (toPass > 0)
        {
            toPass--;
        }
        else
        {
            _file.Append(kind, line);
        }
    }

    private void Publish()
    {
        _file.Flush();
        _pulse.Beat();
    }
}
