using System.Numerics;
using System.Runtime.InteropServices;

namespace Forge.Artifacts.S3;

/// <summary>A quick check over bytes (CRC-32C), which the processor computes. It finds accidents, not forgeries.</summary>
internal struct PartCheck
{
    private uint _crc;

    /// <summary>Adds bytes.</summary>
    /// <returns>The check over all bytes so far.</returns>
    public uint Append(ReadOnlySpan<byte> bytes)
    {
        var crc = _crc;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var last in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return _crc = crc;
    }
}
