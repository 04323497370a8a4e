using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Forge.Build.Output;

/// <summary>Compares sixteen places of a text at once with the prefixes of a few needles (the search called Teddy).</summary>
/// <remarks>
/// The prefixes are spread over eight buckets, a bit each. A table for each byte of a prefix gives the buckets that a nibble fits;
/// a place fits where one bucket is left of all tables. Before a tolerant prefix's later bytes a blank fits in place of the earlier ones.
/// </remarks>
internal sealed class NeedleFingerprints
{
    /// <summary>The most prefixes for which the buckets are small enough to rule places out.</summary>
    public const int MostPrefixes = 48;

    private const int Buckets = 8;
    private const int BitsPerByte = 8;
    private const int NibbleBits = 4;
    private const int Last = NeedleFilter.PrefixLength - 1;

    private readonly (Vector128<byte> Low, Vector128<byte> High)[] _exact;
    private readonly (Vector128<byte> Low, Vector128<byte> High)[] _tolerant;
    private readonly bool _isTolerant;

    /// <summary>Initializes a new instance of the <see cref="NeedleFingerprints"/> class.</summary>
    public NeedleFingerprints(IReadOnlyCollection<uint> exact, IReadOnlyCollection<uint> tolerant)
    {
        _exact = Tables(exact);
        _tolerant = Tables(tolerant);
        _isTolerant = tolerant.Count > 0;
    }

    /// <summary>Gets a value indicating whether the machine has such vectors.</summary>
    public static bool IsFast => Vector128.IsHardwareAccelerated;

    /// <summary>Finds the first place from <paramref name="start"/> on where a prefix may end or an escape stands.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="start">Where the search begins, with a whole prefix before it.</param>
    /// <param name="isFound">Whether there is one; if not, the rest from the place returned is too short for a vector.</param>
    public int Find(ReadOnlySpan<byte> bytes, int start, out bool isFound)
    {
        ref var first = ref MemoryMarshal.GetReference(bytes);
        for (; start <= bytes.Length - Vector128<byte>.Count; start += Vector128<byte>.Count)
        {
            var at = (nuint)start - Last;
            var v0 = Vector128.LoadUnsafe(ref first, at);
            var v1 = Vector128.LoadUnsafe(ref first, at + 1);
            var v2 = Vector128.LoadUnsafe(ref first, at + 2);
            var v3 = Vector128.LoadUnsafe(ref first, at + Last);
            var fits = Look(_exact[0], v0) & Look(_exact[1], v1) & Look(_exact[2], v2) & Look(_exact[Last], v3);
            fits |= Vector128.Equals(v3, Vector128.Create(NeedleColorScanner.Escape));
            if (_isTolerant)
            {
                fits |= Look(_tolerant[Last], v3) & (Blank(v2) | (Look(_tolerant[2], v2) & (Blank(v1) | (Look(_tolerant[1], v1) & (Blank(v0) | Look(_tolerant[0], v0))))));
            }

            if (fits != Vector128<byte>.Zero)
            {
                isFound = true;
                var none = Vector128.Equals(fits, Vector128<byte>.Zero).ExtractMostSignificantBits();
                return start + BitOperations.TrailingZeroCount(~none);
            }
        }

        isFound = false;
        return start;
    }

    private static (Vector128<byte> Low, Vector128<byte> High)[] Tables(IReadOnlyCollection<uint> prefixes)
    {
        var low = new byte[NeedleFilter.PrefixLength, Vector128<byte>.Count];
        var high = new byte[NeedleFilter.PrefixLength, Vector128<byte>.Count];
        var index = 0;
        foreach (var prefix in prefixes.Order())
        {
            // Neighbours in the order share their first bytes, and so a bucket.
            var bucket = (byte)(1 << (index++ * Buckets / prefixes.Count));
            for (var i = 0; i < NeedleFilter.PrefixLength; i++)
            {
                var value = (byte)(prefix >> (BitsPerByte * (Last - i)));
                low[i, value & 0xF] |= bucket;
                high[i, value >> NibbleBits] |= bucket;
            }
        }

        return [.. Enumerable.Range(0, NeedleFilter.PrefixLength).Select(i => (Row(low, i), Row(high, i)))];
    }

    private static Vector128<byte> Row(byte[,] table, int row) =>
        Vector128.Create<byte>([.. Enumerable.Range(0, Vector128<byte>.Count).Select(i => table[row, i])]);

    private static Vector128<byte> Look((Vector128<byte> Low, Vector128<byte> High) table, Vector128<byte> values) =>
        Vector128.ShuffleNative(table.Low, values & Vector128.Create((byte)0xF))
        & Vector128.ShuffleNative(table.High, Vector128.ShiftRightLogical(values, NibbleBits));

    private static Vector128<byte> Blank(Vector128<byte> values) =>
        Vector128.Equals(values, Vector128.Create((byte)' ')) | Vector128.Equals(values, Vector128.Create((byte)'\n'))
        | Vector128.Equals(values, Vector128.Create((byte)'\r')) | Vector128.Equals(values, Vector128.Create((byte)'\t'));
}
