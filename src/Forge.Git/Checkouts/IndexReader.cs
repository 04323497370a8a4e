using System.Buffers.Binary;
using System.Text;

namespace Forge.Git.Checkouts;

/// <summary>Reads a git index: faster than asking git for a list of it. Pure.</summary>
/// <remarks>Versions 2 and 3 (gitformat-index); git writes these unless told otherwise.</remarks>
internal static class IndexReader
{
    private const int HeaderSize = 12;
    private const int FixedSize = 62;
    private const int ModeOffset = 24;
    private const int IdOffset = 40;
    private const int IdSize = 20;
    private const int FlagsOffset = 60;
    private const int ExtendedFlag = 0x4000;
    private const int ExtendedSize = 2;
    private const int Alignment = 8;
    private const int TypeMask = 0xF000;
    private const int FileType = 0x8000;

    private static ReadOnlySpan<byte> Signature => "DIRC"u8;

    private static ReadOnlySpan<byte> Modules => ".gitmodules"u8;

    /// <summary>Reads what is no plain file (links and submodules), and the root's <c>.gitmodules</c>.</summary>
    /// <exception cref="InvalidDataException">It is no index, or of another version.</exception>
    public static IReadOnlyList<IndexEntry> ReadSpecial(ReadOnlySpan<byte> index)
    {
        if (index.Length < HeaderSize || !index.StartsWith(Signature) || BinaryPrimitives.ReadInt32BigEndian(index[4..]) is not (2 or 3))
        {
            throw new InvalidDataException("The index is of an unknown format.");
        }

        var count = BinaryPrimitives.ReadInt32BigEndian(index[8..]);
        var special = new List<IndexEntry>();
        var rest = index[HeaderSize..];
        for (var i = 0; i < count; i++)
        {
            var begin = FixedSize + (rest.Length > FixedSize && (BinaryPrimitives.ReadUInt16BigEndian(rest[FlagsOffset..]) & ExtendedFlag) != 0 ? ExtendedSize : 0);
            var length = rest.Length > begin ? rest[begin..].IndexOf((byte)0) : -1;
            // At least one zero follows the path, and as many as fill up to eight bytes.
            var size = (begin + length + Alignment) / Alignment * Alignment;
            if (length < 0 || size > rest.Length)
            {
                throw new InvalidDataException("The index is cut off.");
            }

            Add(special, rest[..FixedSize], rest.Slice(begin, length));
            rest = rest[size..];
        }

        return special;
    }

    private static void Add(List<IndexEntry> special, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> path)
    {
        var mode = BinaryPrimitives.ReadInt32BigEndian(entry[ModeOffset..]);
        if ((mode & TypeMask) != FileType || path.SequenceEqual(Modules))
        {
            special.Add(new IndexEntry
            {
                Path = Encoding.UTF8.GetString(path),
                Mode = mode,
                Id = CommitId.Parse(Convert.ToHexString(entry.Slice(IdOffset, IdSize))),
            });
        }
    }
}
