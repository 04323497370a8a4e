using System.Buffers.Binary;

namespace Forge.Build.Output;

/// <summary>Finds the places where a needle may begin by its first bytes, much faster than an automaton goes through the text.</summary>
/// <remarks>Two windows over the last bytes move along, one with white space and one without. A bit for the hash of every prefix rules nearly all places out; a table of the prefixes themselves rules out the rest.</remarks>
internal sealed class NeedleFilter
{
    /// <summary>The first bytes that are looked at. No needle is shorter.</summary>
    public const int PrefixLength = 4;

    private const int BitsPerByte = 8;
    private const int WordShift = 6;
    private const int HashBits = 17;
    private const uint Multiplier = 0x9E37_79B1;

    private readonly ulong[] _maybe = new ulong[1 << (HashBits - WordShift)];
    private readonly HashSet<uint> _prefixes = [];
    private readonly bool _isTolerant;

    /// <summary>Initializes a new instance of the <see cref="NeedleFilter"/> class.</summary>
    public NeedleFilter(IReadOnlyCollection<byte[]> exact, IReadOnlyCollection<byte[]> tolerant)
    {
        _isTolerant = tolerant.Count > 0;
        foreach (var needle in exact.Concat(tolerant))
        {
            var prefix = BinaryPrimitives.ReadUInt32BigEndian(needle);
            var hash = Hash(prefix);
            _maybe[hash >> WordShift] |= 1UL << (int)hash;
            _prefixes.Add(prefix);
        }
    }

    /// <summary>Says whether tolerant needles skip the byte: CR, LF, space or tab.</summary>
    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>Finds the first place from <paramref name="start"/> on where a prefix of a needle ends or an escape sequence begins.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="live">From here on bytes may belong to a needle. At most <paramref name="start"/>, and no escape lies between.</param>
    /// <param name="start">Where the search begins.</param>
    /// <returns>The place, or the length of the text.</returns>
    public int Find(ReadOnlySpan<byte> bytes, int live, int start)
    {
        var window = 0u;
        var blankless = 0u;
        for (var i = live; i < start; i++)
        {
            window = (window << BitsPerByte) | bytes[i];
            blankless = IsBlank(bytes[i]) ? blankless : (blankless << BitsPerByte) | bytes[i];
        }

        return _isTolerant ? Find(bytes, start, window, blankless) : Find(bytes, start, window);
    }

    private int Find(ReadOnlySpan<byte> bytes, int start, uint window, uint blankless)
    {
        for (var i = start; i < bytes.Length; i++)
        {
            uint value = bytes[i];
            window = (window << BitsPerByte) | value;
            var next = (blankless << BitsPerByte) | value;
            blankless = IsBlank((byte)value) ? blankless : next;
            if (((Maybe(window) | Maybe(blankless)) != 0 && (_prefixes.Contains(window) || _prefixes.Contains(blankless))) || value == NeedleColorScanner.Escape)
            {
                return i;
            }
        }

        return bytes.Length;
    }

    private int Find(ReadOnlySpan<byte> bytes, int start, uint window)
    {
        for (var i = start; i < bytes.Length; i++)
        {
            window = (window << BitsPerByte) | bytes[i];
            if ((Maybe(window) != 0 && _prefixes.Contains(window)) || bytes[i] == NeedleColorScanner.Escape)
            {
                return i;
            }
        }

        return bytes.Length;
    }

    private ulong Maybe(uint window)
    {
        var hash = Hash(window);
        return (_maybe[hash >> WordShift] >> (int)hash) & 1;
    }

    private static uint Hash(uint prefix) => (prefix * Multiplier) >> (32 - HashBits);
}
