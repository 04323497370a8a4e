using System.Text;

namespace Forge.Shared.Archives.Tar;

/// <summary>One block of 512 bytes that begins a member of a tar.</summary>
internal sealed record TarHeader
{
    /// <summary>The size of every block.</summary>
    public const int BlockSize = 512;

    private const int ChecksumAt = 148;
    private const int ChecksumLength = 8;

    public required byte[] RawName { get; init; }

    public required byte[] RawTarget { get; init; }

    public required char Type { get; init; }

    public required int Mode { get; init; }

    public required long Size { get; init; }

    public required long ModifiedAt { get; init; }

    /// <summary>Tells whether a block begins a member, by its checksum.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> block)
    {
        if (block.Length < BlockSize || !TryReadNumber(block.Slice(ChecksumAt, ChecksumLength), out var stated))
        {
            return false;
        }

        // Some old writers summed signed bytes; tar accepts both.
        var (unsigned, signed) = (0L, 0L);
        for (var i = 0; i < BlockSize; i++)
        {
            var b = i is >= ChecksumAt and < ChecksumAt + ChecksumLength ? (byte)' ' : block[i];
            unsigned += b;
            signed += (sbyte)b;
        }

        return stated == unsigned || stated == signed;
    }

    /// <summary>Reads a block.</summary>
    /// <exception cref="ArchiveException">The block is no header, or one of its numbers is none.</exception>
    public static TarHeader Parse(ReadOnlySpan<byte> block)
    {
        if (!IsHeader(block))
        {
            throw ArchiveException.Whole("it is a damaged tar: the checksum of a header is wrong");
        }

        var name = Text(block[..100]);
        var isUstar = block.Slice(257, 6).SequenceEqual("ustar\0"u8);
        var prefix = isUstar ? Text(block.Slice(345, 155)) : [];
        return new TarHeader
        {
            RawName = prefix.Length == 0 ? name.ToArray() : [.. prefix, (byte)'/', .. name],
            RawTarget = Text(block.Slice(157, 100)).ToArray(),
            Type = (char)block[156],
            Mode = (int)Number(block.Slice(100, 8), name),
            Size = Number(block.Slice(124, 12), name),
            ModifiedAt = Number(block.Slice(136, 12), name),
        };
    }

    // Bytes behind a NUL are what a name hides from one reader and shows to another.
    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field)
    {
        var nul = field.IndexOf((byte)0);
        return nul < 0
            ? field
            : field[nul..].ContainsAnyExcept((byte)0)
                ? throw ArchiveException.For(Encoding.Latin1.GetString(field.TrimEnd((byte)0)), "has a NUL character in its name")
                : field[..nul];
    }

    private static long Number(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name) =>
        TryReadNumber(field, out var number) ? number : throw ArchiveException.For(Encoding.Latin1.GetString(name), "has a number in its header that is none");

    // Octal digits with blanks or NULs around them, or, when the first bit is set, a large binary number as GNU tar writes it.
    private static bool TryReadNumber(ReadOnlySpan<byte> field, out long number)
    {
        number = 0;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var b in field[1..])
            {
                if (number > long.MaxValue >> 8)
                {
                    return false;
                }

                number = (number << 8) | b;
            }

            return field[0] == 0x80;
        }

        foreach (var b in field.Trim(" \0"u8))
        {
            if (b is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            number = (number << 3) | (uint)(b - '0');
        }

        return true;
    }
}
