using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Forge.Shared.Archives;

/// <summary>The checksum of zip and gzip, as fast as the processor has it. .NET has it in a package of its own only.</summary>
internal struct Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;
    private const int TableSize = 256;
    private const int FoldedSize = 64;
    private const int LaneSize = 16;

    // x^8, the highest power in the lowest bit.
    private const uint ByteStep = 1u << 23;

    private static readonly uint[] Tables = CreateTables();

    /// <summary>Gets the checksum of what was appended so far.</summary>
    public uint Value { get; private set; }

    /// <summary>Computes the checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = default(Crc32);
        crc.Append(bytes);
        return crc.Value;
    }

    /// <summary>Computes the checksum of two pieces, one behind the other, from the checksum of each.</summary>
    /// <param name="first">The checksum of the first piece.</param>
    /// <param name="second">The checksum of the second piece.</param>
    /// <param name="secondLength">How many bytes the second piece has.</param>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        // Zeros behind the first piece move its checksum on, by x^8 each; squaring makes long ways short.
        var power = ByteStep;
        for (var left = secondLength; left > 0; left >>= 1)
        {
            if ((left & 1) != 0)
            {
                first = Multiply(first, power);
            }

            power = Multiply(power, power);
        }

        return first ^ second;
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = ~Value;
        if (Pclmulqdq.IsSupported && BitConverter.IsLittleEndian && bytes.Length >= FoldedSize)
        {
            var folded = bytes.Length / LaneSize * LaneSize;
            crc = Fold(crc, bytes[..folded]);
            bytes = bytes[folded..];
        }
        else if (ArmCrc32.Arm64.IsSupported)
        {
            for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            {
                crc = ArmCrc32.Arm64.ComputeCrc32(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            }
        }

        Value = ~Slice(crc, bytes);
    }

    private static uint Slice(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = At(7, low) ^ At(6, low >> 8) ^ At(5, low >> 16) ^ At(4, low >> 24)
                ^ At(3, high) ^ At(2, high >> 8) ^ At(1, high >> 16) ^ At(0, high >> 24);
        }

        foreach (var b in bytes)
        {
            crc = At(0, crc ^ b) ^ (crc >> 8);
        }

        return crc;
    }

    // Four lanes of 128 bits at a time, each multiplied on by the width of what lies between (Gopal and others, Intel, 2009).
    private static uint Fold(uint crc, ReadOnlySpan<byte> bytes)
    {
        var byFour = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
        var byOne = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);
        var lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        var (a, b, c, d) = (lanes[0] ^ Vector128.CreateScalar((ulong)crc), lanes[1], lanes[2], lanes[3]);
        lanes = lanes[4..];
        for (; lanes.Length >= 4; lanes = lanes[4..])
        {
            (a, b, c, d) = (Step(a, byFour) ^ lanes[0], Step(b, byFour) ^ lanes[1], Step(c, byFour) ^ lanes[2], Step(d, byFour) ^ lanes[3]);
        }

        a = Step(Step(Step(a, byOne) ^ b, byOne) ^ c, byOne) ^ d;
        foreach (var lane in lanes)
        {
            a = Step(a, byOne) ^ lane;
        }

        // What is left of the lanes is 16 bytes with the same checksum as everything before them.
        Span<byte> rest = stackalloc byte[LaneSize];
        a.CopyTo(MemoryMarshal.Cast<byte, ulong>(rest));
        return Slice(0, rest);
    }

    private static Vector128<ulong> Step(Vector128<ulong> lane, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(lane, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, by, 0x11);

    // Polynomials over two elements, the highest power in the lowest bit.
    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (var bit = 1u << 31; bit != 0; bit >>= 1)
        {
            product ^= (a & bit) != 0 ? b : 0;
            b = (b & 1) == 0 ? b >> 1 : (b >> 1) ^ Polynomial;
        }

        return product;
    }

    private static uint At(int slice, uint index) => Tables[(slice * TableSize) + (int)(index & 0xFF)];

    private static uint[] CreateTables()
    {
        var tables = new uint[Slices * TableSize];
        for (uint i = 0; i < TableSize; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }

            tables[i] = crc;
        }

        for (var i = TableSize; i < tables.Length; i++)
        {
            var previous = tables[i - TableSize];
            tables[i] = tables[previous & 0xFF] ^ (previous >> 8);
        }

        return tables;
    }
}
