using System.Globalization;
using System.Text;

namespace Forge.Shared.Archives.Tar;

/// <summary>What an extended header says about the member behind it, in place of the member's own header.</summary>
internal sealed class PaxRecords
{
    private const string Path = "path";
    private const string LinkPath = "linkpath";
    private const string Size = "size";
    private const string ModifiedAt = "mtime";
    private const string SparsePrefix = "GNU.sparse.";

    private readonly Dictionary<string, byte[]> _records = new(StringComparer.Ordinal);

    /// <summary>Reads the records of an extended header: <c>length key=value</c>, one a line.</summary>
    /// <exception cref="ArchiveException">A record is damaged.</exception>
    public void Read(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var space = content.IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(content[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space || length > content.Length || content[length - 1] != '\n')
            {
                throw ArchiveException.Whole("an extended header of the tar is damaged");
            }

            var record = content[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                throw ArchiveException.Whole("an extended header of the tar is damaged");
            }

            Set(Encoding.Latin1.GetString(record[..equals]), record[(equals + 1)..]);
            content = content[length..];
        }
    }

    /// <summary>Takes a name from a GNU header for long names.</summary>
    public void SetLongName(ReadOnlySpan<byte> name) => Set(Path, name.TrimEnd((byte)0));

    /// <summary>Takes a target from a GNU header for long links.</summary>
    public void SetLongTarget(ReadOnlySpan<byte> target) => Set(LinkPath, target.TrimEnd((byte)0));

    /// <summary>Refuses what a global header must not say, because it would rename every member.</summary>
    public void CheckGlobal()
    {
        if (_records.Keys.FirstOrDefault(key => key is Path or LinkPath or Size) is { } key)
        {
            throw ArchiveException.Whole($"a global header of the tar sets '{key}' for all entries");
        }
    }

    /// <summary>Puts the records in the place of what the header itself says.</summary>
    /// <exception cref="ArchiveException">A number is none, or the file is sparse.</exception>
    public TarHeader ApplyTo(TarHeader header)
    {
        if (_records.Keys.Any(key => key.StartsWith(SparsePrefix, StringComparison.Ordinal)))
        {
            throw ArchiveException.For(Encoding.Latin1.GetString(header.RawName), "is a sparse file; pack it without --sparse");
        }

        return header with
        {
            RawName = _records.GetValueOrDefault(Path) ?? header.RawName,
            RawTarget = _records.GetValueOrDefault(LinkPath) ?? header.RawTarget,
            Size = _records.TryGetValue(Size, out var size) ? WholeNumber(Size, size) : header.Size,
            ModifiedAt = _records.TryGetValue(ModifiedAt, out var time) ? WholeNumber(ModifiedAt, BeforePoint(time)) : header.ModifiedAt,
        };
    }

    private static ReadOnlySpan<byte> BeforePoint(ReadOnlySpan<byte> number) =>
        number.IndexOf((byte)'.') is >= 0 and var point ? number[..point] : number;

    private static long WholeNumber(string key, ReadOnlySpan<byte> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ArchiveException.Whole($"an extended header of the tar sets '{key}' to something that is no number");

    private void Set(string key, ReadOnlySpan<byte> value)
    {
        if (key is Path or LinkPath && value.Contains((byte)0))
        {
            throw ArchiveException.For(Encoding.Latin1.GetString(value), "has a NUL character in its name");
        }

        _records[key] = value.ToArray();
    }
}
