using System.Buffers.Binary;
using System.Numerics;

namespace Forge.Build.Output;

/// <summary>Finds the places where a needle may begin by its first bytes, much faster than an automaton goes through the text.</summary>
/// <remarks>
/// The prefixes of a few secrets are compared with sixteen places at once. For many, two windows over the last bytes move along,
/// one with white space and one without, and a bit for the hash of every prefix rules nearly all places out. What is left is looked
/// up among the prefixes themselves.
/// </remarks>
internal sealed class NeedleFilter
{
    /// <summary>The first bytes that are looked at. No needle is shorter.</summary>
    public const int PrefixLength = 4;

    private const int ByteValues = 256;
    private const int BitsPerByte = 8;
    private const int BitsPerPrefix = 64;
    private const int FewestBits = 1024;
    private const int MostBits = 1024 * 1024;
    private const int WordShift = 6;
    private const uint Multiplier = 0x9E37_79B1;

    // Of each byte: what it adds to the window without white space, by how many bits it moves that window, and whether it is an escape.
    private const int MoveShift = 8;
    private const uint EscapeFlag = 1 << 16;

    private static readonly uint[] Kinds = [.. Enumerable.Range(0, ByteValues).Select(i => KindOf((byte)i))];

    private readonly HashSet<uint> _prefixes = [];
    private readonly ulong[] _maybe;
    private readonly int _hashShift;
    private readonly NeedleFingerprints? _fingerprints;

    /// <summary>Initializes a new instance of the <see cref="NeedleFilter"/> class.</summary>
    public NeedleFilter(IReadOnlyCollection<byte[]> exact, IReadOnlyCollection<byte[]> tolerant)
    {
        var exactPrefixes = exact.Select(Prefix).ToHashSet();
        var tolerantPrefixes = tolerant.Select(Prefix).ToHashSet();
        _prefixes.UnionWith(exactPrefixes);
        _prefixes.UnionWith(tolerantPrefixes);
        if (_prefixes.Count <= NeedleFingerprints.MostPrefixes)
        {
            _fingerprints = new NeedleFingerprints(exactPrefixes, tolerantPrefixes);
        }

        var bits = BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(_prefixes.Count * BitsPerPrefix, FewestBits, MostBits));
        _hashShift = BitOperations.LeadingZeroCount(bits) + 1;
        _maybe = new ulong[bits >> WordShift];
        foreach (var hash in _prefixes.Select(Hash))
        {
            _maybe[hash >> WordShift] |= 1UL << (int)hash;
        }
    }

    /// <summary>Says whether tolerant needles skip the byte: CR, LF, space or tab.</summary>
    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>Goes back over the bytes before a place that may begin a needle of which the filter has not seen enough.</summary>
    public static int BeginningBefore(ReadOnlySpan<byte> bytes, int live, int place)
    {
        var taken = 0;
        var gap = 0;
        while (place > live && taken < PrefixLength - 1 && gap <= NeedleTracker.LongestGap)
        {
            place--;
            (taken, gap) = IsBlank(bytes[place]) ? (taken, gap + 1) : (taken + 1, 0);
        }

        return place;
    }

    /// <summary>Finds the first place from <paramref name="start"/> on where a prefix of a needle ends or an escape sequence begins.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="live">From here on bytes may belong to a needle. At most <paramref name="start"/>, and no escape lies between.</param>
    /// <param name="start">Where the search begins.</param>
    /// <returns>The place, or the length of the text.</returns>
    public int Find(ReadOnlySpan<byte> bytes, int live, int start)
    {
        if (_fingerprints is null || !NeedleFingerprints.IsFast)
        {
            return FindByHash(bytes, live, start);
        }

        // The vectors look back over a whole prefix.
        var vectors = Math.Min(bytes.Length, Math.Max(start, PrefixLength - 1));
        var place = FindByHash(bytes[..vectors], live, start);
        while (place == vectors && vectors < bytes.Length)
        {
            vectors = _fingerprints.Find(bytes, vectors, out var isVector);
            if (!isVector)
            {
                return FindByHash(bytes, BeginningBefore(bytes, live, vectors), vectors);
            }

            if (IsCandidate(bytes, live, vectors))
            {
                return vectors;
            }

            place = ++vectors;
        }

        return place;
    }

    private static uint Prefix(byte[] needle) => BinaryPrimitives.ReadUInt32BigEndian(needle);

    private static uint KindOf(byte value) =>
        IsBlank(value) ? 0 : value | ((uint)BitsPerByte << MoveShift) | (value == NeedleColorScanner.Escape ? EscapeFlag : 0);

    private bool IsCandidate(ReadOnlySpan<byte> bytes, int live, int place) =>
        bytes[place] == NeedleColorScanner.Escape
        || _prefixes.Contains(BinaryPrimitives.ReadUInt32BigEndian(bytes[(place - PrefixLength + 1)..]))
        || _prefixes.Contains(WithoutBlanks(bytes, live, place));

    private static uint WithoutBlanks(ReadOnlySpan<byte> bytes, int live, int place)
    {
        var window = 0u;
        for (var (i, taken, gap) = (place, 0, 0); i >= live && taken < PrefixLength && gap <= NeedleTracker.LongestGap; i--)
        {
            if (IsBlank(bytes[i]))
            {
                gap++;
                continue;
            }

            window |= (uint)bytes[i] << (BitsPerByte * taken++);
            gap = 0;
        }

        return window;
    }

    private int FindByHash(ReadOnlySpan<byte> bytes, int live, int start)
    {
        var kinds = Kinds;
        var window = 0u;
        var blankless = 0u;
        for (var i = live; i < bytes.Length; i++)
        {
            var kind = kinds[bytes[i]];
            window = (window << BitsPerByte) | bytes[i];
            blankless = (blankless << (int)((kind >> MoveShift) & byte.MaxValue)) | (kind & byte.MaxValue);
            if ((Maybe(window) | Maybe(blankless) | (kind & EscapeFlag)) != 0
                && i >= start
                && ((kind & EscapeFlag) != 0 || _prefixes.Contains(window) || _prefixes.Contains(blankless)))
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

    private uint Hash(uint prefix) => (prefix * Multiplier) >> _hashShift;
}
