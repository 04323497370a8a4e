using System.Buffers.Binary;

namespace Forge.Shared.Archives.Packing;

/// <summary>Finds bytes that no compressor makes smaller: what is compressed, encrypted or random already. Pure, so that the same bytes are packed the same way.</summary>
internal static class Noise
{
    private const int Smallest = 1024;
    private const int ByteValues = 256;
    private const int TableBits = 13;
    private const uint Spread = 0x9E3779B1;

    // Even bytes differ from their mean by 255 here, give or take 23; 1,000 more of it save half a percent of 16 KiB.
    private const int MostUneven = 1000;

    // Four equal bytes come about by chance once in a hundred pieces of 16 KiB.
    private const int MostRepeats = 6;

    /// <summary>Says whether it is no use to compress some bytes. Few bytes always are worth trying.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.Length >= Smallest && IsEven(bytes) && !Repeats(bytes);

    private static bool IsEven(ReadOnlySpan<byte> bytes)
    {
        // Two counts, so that equal bytes in a row do not wait for each other.
        Span<int> even = stackalloc int[ByteValues];
        Span<int> odd = stackalloc int[ByteValues];
        even.Clear();
        odd.Clear();
        var at = 0;
        for (; at + 1 < bytes.Length; at += 2)
        {
            even[bytes[at]]++;
            odd[bytes[at + 1]]++;
        }

        if (at < bytes.Length)
        {
            even[bytes[at]]++;
        }

        var mean = (double)bytes.Length / ByteValues;
        var uneven = 0.0;
        for (var value = 0; value < ByteValues; value++)
        {
            var apart = even[value] + odd[value] - mean;
            uneven += apart * apart / mean;
        }

        return uneven < MostUneven;
    }

    private static bool Repeats(ReadOnlySpan<byte> bytes)
    {
        Span<ushort> seen = stackalloc ushort[1 << TableBits];
        seen.Clear();
        var repeats = 0;
        for (var at = 0; at + sizeof(uint) <= bytes.Length; at++)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
            ref var before = ref seen[(int)((word * Spread) >> (32 - TableBits))];
            if (before != 0 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[(before - 1)..]) == word && ++repeats > MostRepeats)
            {
                return true;
            }

            before = (ushort)(at + 1);
        }

        return false;
    }
}
