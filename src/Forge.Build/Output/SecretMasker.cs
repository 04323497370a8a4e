using System.Buffers;
using System.Text;

namespace Forge.Build.Output;

/// <summary>Replaces secrets in a stream of bytes by three asterisks, wherever the stream is cut.</summary>
/// <remarks>
/// What may still become a secret is held back, and nothing else. Hits that overlap or touch become one mask, which is never searched
/// again. The output does not depend on how the input is cut. Memory is bounded by the longest piece of a needle and the longest gap
/// in it. Not safe for concurrent use.
/// </remarks>
internal sealed class SecretMasker
{
    private const int SureAtEnd = 8;
    private const int BlockSize = 32 * 1024;

    // Bytes of a needle that the filter has to see. With fewer the automaton need not go along.
    private const int FilteredDepth = NeedleFilter.PrefixLength - 1;

    private static readonly byte[] Mask = "***"u8.ToArray();

    private readonly SecretHits _hits = new();
    private NeedleAutomaton? _automaton;
    private NeedleTracker? _exact;
    private NeedleTracker? _tolerant;
    private NeedleColorScanner _colors;
    private byte[] _buffer = [];
    private int _count;
    private int _next;
    private int _live;
    private long _origin;
    private long _lastColorEnd;
    private bool _isFollowing;
    private bool _endsMasked;

    /// <summary>Initializes a new instance of the <see cref="SecretMasker"/> class.</summary>
    /// <param name="automaton">The needles; null for none.</param>
    public SecretMasker(NeedleAutomaton? automaton) => Use(automaton);

    /// <summary>Builds the automaton for some secrets.</summary>
    /// <param name="secrets">The secrets by the name of their variable.</param>
    /// <param name="refused">The names of those that are too short to be masked, or hold nothing but blanks.</param>
    /// <returns>The automaton; null when there is nothing to mask.</returns>
    public static NeedleAutomaton? Prepare(IEnumerable<KeyValuePair<string, SecretValue>> secrets, out IReadOnlyList<string> refused)
    {
        var needles = new List<SecretNeedles>();
        var tooShort = new List<string>();
        foreach (var (name, value) in secrets)
        {
            var found = SecretNeedles.Of(value);
            needles.Add(found);
            if (found.IsEmpty)
            {
                tooShort.Add(name);
            }
        }

        refused = tooShort;
        return needles.TrueForAll(found => found.IsEmpty)
            ? null
            : new NeedleAutomaton(needles.SelectMany(found => found.Exact), needles.SelectMany(found => found.Tolerant));
    }

    /// <summary>Masks a text that is whole.</summary>
    public static string Apply(NeedleAutomaton? automaton, string text)
    {
        if (automaton is null)
        {
            return text;
        }

        var output = new ArrayBufferWriter<byte>();
        var masker = new SecretMasker(automaton);
        masker.Write(Encoding.UTF8.GetBytes(text), output);
        masker.Flush(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Masks other secrets from now on. What is held back is searched again.</summary>
    public void Replace(NeedleAutomaton? automaton, IBufferWriter<byte> output)
    {
        Use(automaton);
        (_next, _live, _isFollowing) = (0, 0, false);
        Search(output);
    }

    /// <summary>Takes bytes and gives out what is safe.</summary>
    public void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (_automaton is null)
        {
            Emit(bytes, output);
            return;
        }

        while (!bytes.IsEmpty)
        {
            var block = bytes[..Math.Min(bytes.Length, BlockSize)];
            Append(block);
            Search(output);
            bytes = bytes[block.Length..];
        }
    }

    /// <summary>Gives out the rest at the end of the stream. The beginning of a secret is masked when enough of it is there.</summary>
    public void Flush(IBufferWriter<byte> output)
    {
        for (var i = _count - _colors.Pending; i < _count; i++)
        {
            TakeText(i);
        }

        foreach (var tracker in (ReadOnlySpan<NeedleTracker?>)[_exact, _tolerant])
        {
            if (tracker?.FindSureBeginning(SureAtEnd) is >= 0 and var start)
            {
                _hits.Add(start, _origin + _count);
            }
        }

        _colors.Reset();
        Restart();
        (_next, _live, _isFollowing) = (_count, _count, false);
        GiveOut(output);
    }

    private void Use(NeedleAutomaton? automaton)
    {
        _automaton = automaton;
        _exact = automaton?.Exact is { } exact ? new NeedleTracker(exact) : null;
        _tolerant = automaton?.Tolerant is { } tolerant ? new NeedleTracker(tolerant) : null;
        _colors.Reset();
    }

    private void Append(ReadOnlySpan<byte> block)
    {
        if (_buffer.Length < _count + block.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_count + block.Length, _buffer.Length * 2));
        }

        block.CopyTo(_buffer.AsSpan(_count));
        _count += block.Length;
    }

    // The filter runs ahead to the next place that the automaton has to look at; it follows from there as long as it has to.
    private void Search(IBufferWriter<byte> output)
    {
        while (_next < _count)
        {
            if (!_isFollowing)
            {
                var place = _automaton is null ? _count : _automaton.Filter.Find(_buffer.AsSpan(0, _count), _live, _next);
                _next = NeedleFilter.BeginningBefore(_buffer, _live, place);
                Restart();
                Follow(Math.Min(place + 1, _count));
            }

            while (_next < _count && MustFollow())
            {
                Take(_next++);
            }

            _isFollowing = MustFollow();
            _live = LiveStart();
        }

        GiveOut(output);
    }

    private void Follow(int end)
    {
        while (_next < end)
        {
            Take(_next++);
        }
    }

    private bool MustFollow() =>
        _colors.Pending > 0
        || (_exact is { Depth: > FilteredDepth } || _tolerant is { Depth: > FilteredDepth })
        || LiveStart() + _origin < _lastColorEnd;

    private void Restart()
    {
        _exact?.Reset();
        _tolerant?.Reset();
    }

    private void Take(int index)
    {
        var value = _buffer[index];
        if (value != NeedleColorScanner.Escape && _colors.Pending == 0)
        {
            TakeText(index);
            return;
        }

        var taken = _colors.Take(value);
        if (taken > 0)
        {
            _exact?.Skip(taken);
            _tolerant?.Skip(taken);
            _lastColorEnd = _origin + index + 1;
        }
        else if (taken < 0)
        {
            var beginning = index - _colors.Pending;
            _colors.Reset();
            while (beginning < index)
            {
                TakeText(beginning++);
            }

            Take(index);
        }
    }

    private void TakeText(int index)
    {
        var value = _buffer[index];
        var position = _origin + index;
        if (_exact?.Take(value, position) is >= 0 and var start)
        {
            _hits.Add(start, position + 1);
        }

        if (NeedleFilter.IsBlank(value))
        {
            _tolerant?.Skip(1);
        }
        else if (_tolerant?.Take(value, position) is >= 0 and var tolerantStart)
        {
            _hits.Add(tolerantStart, position + 1);
        }
    }

    private int LiveStart()
    {
        var start = _origin + _next - _colors.Pending;
        start = _exact is { Depth: > 0 } ? Math.Min(start, _exact.LiveStart) : start;
        start = _tolerant is { Depth: > 0 } ? Math.Min(start, _tolerant.LiveStart) : start;
        return (int)(start - _origin);
    }

    // Gives out everything before what may become a secret. A hit that reaches beyond is carried over.
    private void GiveOut(IBufferWriter<byte> output)
    {
        var end = _origin + _live;
        var at = _origin;
        while (_hits.TryTake(end, out var start, out var hitEnd))
        {
            Emit(_buffer.AsSpan((int)(at - _origin), (int)(start - at)), output);
            EmitMask(output);
            at = hitEnd;
        }

        Emit(_buffer.AsSpan((int)(at - _origin), (int)(end - at)), output);
        _buffer.AsSpan(_live, _count - _live).CopyTo(_buffer);
        _origin = end;
        (_count, _next, _live) = (_count - _live, _next - _live, 0);
    }

    private void Emit(ReadOnlySpan<byte> plain, IBufferWriter<byte> output)
    {
        if (!plain.IsEmpty)
        {
            output.Write(plain);
            _endsMasked = false;
        }
    }

    private void EmitMask(IBufferWriter<byte> output)
    {
        if (!_endsMasked)
        {
            output.Write(Mask);
            _endsMasked = true;
        }
    }
}
