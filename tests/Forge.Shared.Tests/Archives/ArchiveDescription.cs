using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Forge.Shared.Archives.Packing;

namespace Forge.Shared.Tests.Archives;

/// <summary>An archive as tests/bad-input tells of it: its entries, and what stands around them.</summary>
internal sealed record ArchiveDescription
{
    private const int EndSize = 22;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowTrailingCommas = true,
    };

    /// <summary>Gets the entries, as they lie in the archive.</summary>
    public required IReadOnlyList<DescribedEntry> Entries { get; init; }

    /// <summary>Gets the bytes before the first entry of a zip, each a character.</summary>
    public string Before { get; init; } = "";

    /// <summary>Gets the bytes before the directory of a zip.</summary>
    public string BeforeDirectory { get; init; } = "";

    /// <summary>Gets the bytes between the directory of a zip and its end.</summary>
    public string BeforeEnd { get; init; } = "";

    /// <summary>Gets the comment of a zip.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Gets the number of entries that a zip says it has.</summary>
    public int? Count { get; init; }

    /// <summary>Gets the number of the part that a zip says it is.</summary>
    public int Disk { get; init; }

    /// <summary>Gets a value indicating whether a zip ends as one of more than 4 GiB.</summary>
    public bool Zip64 { get; init; }

    /// <summary>Gets what is prepended to the whole file.</summary>
    public string Prepend { get; init; } = "";

    /// <summary>Gets how many bytes are left of it.</summary>
    public int? CutTo { get; init; }

    /// <summary>Gets the byte whose lowest bit is turned.</summary>
    public int? Flip { get; init; }

    /// <summary>Reads a description.</summary>
    public static ArchiveDescription Read(byte[] bytes) => JsonSerializer.Deserialize<ArchiveDescription>(bytes, Json)!;

    /// <summary>Packs it: zip, tar, tar.gz or tar.zst.</summary>
    public async Task<MemoryStream> PackAsync(string format, CancellationToken cancellationToken)
    {
        byte[] bytes = [.. Encoding.Latin1.GetBytes(Prepend), .. format is "zip" ? Zip() : await CompressAsync(Tar(), format, cancellationToken)];
        if (BeforeEnd.Length > 0)
        {
            bytes = [.. bytes[..^EndSize], .. Encoding.Latin1.GetBytes(BeforeEnd), .. bytes[^EndSize..]];
        }

        if (Flip is { } at)
        {
            bytes[at] ^= 1;
        }

        return new MemoryStream(bytes[..(CutTo ?? bytes.Length)]);
    }

    private byte[] Zip() => RawZip.Write(
        new RawZipOptions
        {
            Before = Encoding.Latin1.GetBytes(Before),
            BeforeDirectory = Encoding.Latin1.GetBytes(BeforeDirectory),
            Comment = Encoding.Latin1.GetBytes(Comment),
            Count = Count,
            Disk = Disk,
            IsZip64 = Zip64,
        },
        [.. Entries.SelectMany(entry => Enumerable.Range(0, entry.Times).Select(entry.ToZip))]).ToArray();

    private byte[] Tar()
    {
        var tar = new RawTar();
        foreach (var entry in Entries)
        {
            entry.AddTo(tar);
        }

        return tar.End().ToArray();
    }

    private static async Task<byte[]> CompressAsync(byte[] tar, string format, CancellationToken cancellationToken)
    {
        var packed = new MemoryStream();
        if (format is "tar.gz")
        {
            await using var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true);
            gzip.Write(tar);
        }
        else if (format is "tar.zst")
        {
            await using var zstd = new CompressedOutput(packed, new ZstdCodec());
            await zstd.WriteAsync(tar, cancellationToken);
            await zstd.CompleteAsync(cancellationToken);
        }

        return format is "tar" ? tar : packed.ToArray();
    }
}
