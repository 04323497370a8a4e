using System.Text;

namespace Forge.Shared.Tests.Archives;

/// <summary>An entry of an <see cref="ArchiveDescription"/>.</summary>
internal sealed record DescribedEntry
{
    private const int LongestName = 99;
    private const int LinkMode = 0xA1FF;

    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the bytes of a name that is not UTF-8, each a character, instead of <see cref="Name"/>.</summary>
    public string? RawName { get; init; }

    /// <summary>Gets the name that stands at the content of a zip, when it is another one.</summary>
    public string? LocalName { get; init; }

    /// <summary>Gets the content.</summary>
    public string Content { get; init; } = "content";

    /// <summary>Gets how many zeros are the content instead.</summary>
    public int? Zeros { get; init; }

    /// <summary>Gets the target, when the entry is a link.</summary>
    public string? Link { get; init; }

    /// <summary>Gets the type in a tar.</summary>
    public char? Type { get; init; }

    /// <summary>Gets the octal mode, in a zip with the bits of the kind.</summary>
    public string? Mode { get; init; }

    /// <summary>Gets the size that the entry says it has.</summary>
    public long? Size { get; init; }

    /// <summary>Gets the packed size that a zip says it has.</summary>
    public uint? PackedSize { get; init; }

    /// <summary>Gets the checksum that a zip says it has.</summary>
    public uint? Crc { get; init; }

    /// <summary>Gets the method of compression that a zip says it has.</summary>
    public int? Method { get; init; }

    /// <summary>Gets a value indicating whether a zip compresses the content.</summary>
    public bool Deflated { get; init; }

    /// <summary>Gets the flags in a zip.</summary>
    public int Flags { get; init; }

    /// <summary>Gets the part of a zip in which the entry is said to lie.</summary>
    public int Disk { get; init; }

    /// <summary>Gets the offset at which a zip says the entry lies.</summary>
    public uint? Offset { get; init; }

    /// <summary>Gets how often the entry is there, its number in the place of <c>{i}</c>.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Gets the records of an extended header before a tar's entry.</summary>
    public IReadOnlyDictionary<string, string> Pax { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the entry for a zip.</summary>
    public RawZipEntry ToZip(int number) => new(Name.Replace("{i}", $"{number}", StringComparison.Ordinal))
    {
        Name = RawName is null ? Encoding.UTF8.GetBytes(Name.Replace("{i}", $"{number}", StringComparison.Ordinal)) : Encoding.Latin1.GetBytes(RawName),
        Content = Zeros is { } zeros ? new byte[zeros] : Encoding.UTF8.GetBytes(Link ?? (Name.EndsWith('/') && Content is "content" ? "" : Content)),
        LocalName = LocalName is null ? null : Encoding.UTF8.GetBytes(LocalName),
        Mode = Mode is null ? Link is null ? 0 : LinkMode : Octal(Mode),
        Size = (uint?)Size,
        PackedSize = PackedSize,
        Crc = Crc,
        Method = Method,
        IsDeflated = Deflated,
        Flags = Flags,
        Disk = Disk,
        Offset = Offset,
    };

    /// <summary>Adds the entry to a tar. What the header cannot say stands in an extended one.</summary>
    public void AddTo(RawTar tar)
    {
        var isLong = !Ascii.IsValid(Name) || Name.Length > LongestName;
        var records = Pax.Select(record => (record.Key, record.Value)).Concat(isLong ? [("path", Name)] : []).ToArray();
        if (records.Length > 0)
        {
            tar.Pax(records);
        }

        var type = Type ?? (Link is not null ? '2' : Name.EndsWith('/') ? '5' : '0');
        var content = Zeros is { } zeros ? new string('\0', zeros) : type is '0' or 'x' or 'g' || Content is not "content" ? Content : "";
        tar.Add(isLong ? "long" : Name, type, content, Link ?? "", Mode is null ? Convert.ToInt32("644", 8) : Octal(Mode), Size);
    }

    private static int Octal(string mode) => Convert.ToInt32(mode, 8);
}
