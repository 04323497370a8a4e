using System.Buffers.Binary;
using System.IO.Compression;

namespace Forge.Shared.Archives.Packing;

/// <summary>Deflates one block of a longer content on its own, so that blocks are deflated at the same time and then stand one behind the other.</summary>
internal static class Deflater
{
    private const int Granule = 32 * 1024;
    private const int MaxStored = ushort.MaxValue;
    private const int StoredHeader = 5;

    /// <summary>Gets how many bytes a block may take at most.</summary>
    public static int MostBytes(int length) => length + (length / 8) + (16 * 1024);

    /// <summary>Appends a block, deflated.</summary>
    /// <param name="block">The bytes.</param>
    /// <param name="isLast">Whether the content ends with them.</param>
    /// <param name="output">Where they go; has room for <see cref="MostBytes"/>.</param>
    public static void Append(ReadOnlySpan<byte> block, bool isLast, PooledBytes output)
    {
        if (block.IsEmpty && isLast)
        {
            AppendStored(block, isLast, output);
        }

        while (!block.IsEmpty)
        {
            var run = Run(block, out var isNoise);
            var piece = block[..run];
            var ends = isLast && run == block.Length;
            if (isNoise)
            {
                AppendStored(piece, ends, output);
            }
            else
            {
                AppendDeflated(piece, ends, output);
            }

            block = block[run..];
        }
    }

    // Neighbours of one kind stay together: every cut makes the compressor forget what it has seen.
    private static int Run(ReadOnlySpan<byte> block, out bool isNoise)
    {
        isNoise = Noise.Is(Piece(block));
        var run = Piece(block).Length;
        while (run < block.Length && Noise.Is(Piece(block[run..])) == isNoise)
        {
            run += Piece(block[run..]).Length;
        }

        return run;
    }

    private static ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> block) => block.Length <= Granule * 3 / 2 ? block : block[..Granule];

    private static void AppendDeflated(ReadOnlySpan<byte> piece, bool isLast, PooledBytes output)
    {
        var start = output.Length;
        using var target = new MemoryStream(output.Array, start, output.Array.Length - start);
        using (var deflate = new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(piece);
            if (!isLast)
            {
                // It ends at a whole byte and leaves the content open; what closing the compressor adds would end it.
                deflate.Flush();
                output.Length = start + (int)target.Position;
            }
        }

        output.Length = isLast ? start + (int)target.Position : output.Length;
        if (output.Length - start > piece.Length)
        {
            output.Length = start;
            AppendStored(piece, isLast, output);
        }
    }

    private static void AppendStored(ReadOnlySpan<byte> piece, bool isLast, PooledBytes output)
    {
        Span<byte> header = stackalloc byte[StoredHeader];
        do
        {
            var part = piece[..Math.Min(piece.Length, MaxStored)];
            piece = piece[part.Length..];
            header[0] = (byte)(isLast && piece.IsEmpty ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(header[1..], (ushort)part.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(header[3..], (ushort)~part.Length);
            output.Append(header);
            output.Append(part);
        }
        while (!piece.IsEmpty);
    }
}
