using System.Buffers;
using System.Text;

namespace Forge.Build.Output;

/// <summary>Replaces secrets in a stream of bytes by three asterisks, wherever the stream is cut.</summary>
/// <remarks>
/// What may still become a secret is held back: never more bytes than the longest needle has. Hits that overlap or touch become
/// one mask. The output does not depend on how the input is cut. Not safe for concurrent use.
/// </remarks>
internal sealed class SecretMasker(NeedleAutomaton? automaton)
{
    private const int SureAtEnd = 8;

    private static readonly byte[] Mask = "***"u8.ToArray();

    private readonly List<(int Start, int End)> _hits = [];
    private byte[] _held = [];
    private int _state;
    private bool _endsMasked;

    /// <summary>Builds the automaton for some secrets.</summary>
    /// <param name="secrets">The secrets by the name of their variable.</param>
    /// <param name="refused">The names of those that are too short to be masked.</param>
    /// <returns>The automaton; null when there is nothing to mask.</returns>
    public static NeedleAutomaton? Prepare(IEnumerable<KeyValuePair<string, SecretValue>> secrets, out IReadOnlyList<string> refused)
    {
        var needles = new List<byte[]>();
        var tooShort = new List<string>();
        foreach (var (name, value) in secrets)
        {
            var found = SecretNeedles.Of(value);
            needles.AddRange(found);
            if (found.Count == 0)
            {
                tooShort.Add(name);
            }
        }

        refused = tooShort;
        return needles.Count > 0 ? new NeedleAutomaton(needles) : null;
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

    /// <summary>Takes bytes and gives out what is safe.</summary>
    public void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (automaton is null)
        {
            output.Write(bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            if (_state == 0 && _held.Length == 0)
            {
                var plain = bytes.IndexOfAny(automaton.FirstBytes);
                var safe = plain < 0 ? bytes.Length : plain;
                Emit(bytes[..safe], output);
                bytes = bytes[safe..];
            }

            bytes = Scan(bytes, output);
        }
    }

    /// <summary>Gives out the rest at the end of the stream. The beginning of a secret is masked when enough of it is there.</summary>
    public void Flush(IBufferWriter<byte> output)
    {
        if (automaton is null)
        {
            return;
        }

        for (var state = _state; state != 0; state = automaton.Fallback(state))
        {
            var depth = automaton.Depth(state);
            if (depth >= SureAtEnd || depth * 2 >= automaton.ShortestNeedle(state))
            {
                AddHit(_held.Length - depth, _held.Length);
                break;
            }
        }

        Emit(_held, _held.Length, output);
        (_held, _state) = ([], 0);
    }

    // Runs until the automaton is back at its beginning or the bytes end; then everything but a possible beginning goes out.
    private ReadOnlySpan<byte> Scan(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var scanned = 0;
        while (scanned < bytes.Length)
        {
            _state = automaton!.Step(_state, bytes[scanned++]);
            var end = _held.Length + scanned;
            if (automaton.Match(_state) is > 0 and var length)
            {
                AddHit(end - length, end);
            }

            if (_state == 0)
            {
                break;
            }
        }

        // Nearly always nothing is held, and nothing is copied.
        var all = _held.Length == 0 ? bytes[..scanned] : (byte[])[.. _held, .. bytes[..scanned]];
        var safe = all.Length - automaton!.Depth(_state);
        Emit(all, safe, output);
        _held = all[safe..].ToArray();
        return bytes[scanned..];
    }

    private void AddHit(int start, int end)
    {
        while (_hits.Count > 0 && _hits[^1].End >= start)
        {
            start = Math.Min(start, _hits[^1].Start);
            _hits.RemoveAt(_hits.Count - 1);
        }

        _hits.Add((start, end));
    }

    // Gives out the first `count` bytes. Hits that reach beyond are carried over to what stays.
    private void Emit(ReadOnlySpan<byte> all, int count, IBufferWriter<byte> output)
    {
        var at = 0;
        var carried = 0;
        for (var i = 0; i < _hits.Count; i++)
        {
            var (start, end) = _hits[i];
            if (start < count)
            {
                Emit(all[at..start], output);
                EmitMask(output);
                at = Math.Min(end, count);
            }

            if (end > count)
            {
                _hits[carried++] = (Math.Max(start, count) - count, end - count);
            }
        }

        _hits.RemoveRange(carried, _hits.Count - carried);
        Emit(all[at..count], output);
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
