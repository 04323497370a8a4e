using System.Buffers.Binary;

namespace Forge.Shared.Archives;

/// <summary>The checksum of zip, eight bytes at a time. .NET has it in a package of its own only.</summary>
internal struct Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;
    private const int TableSize = 256;

    private static readonly uint[] Tables = CreateTables();

    /// <summary>Gets the checksum of what was appended so far.</summary>
    public uint Value { get; private set; }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = ~Value;
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

        Value = ~crc;
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
