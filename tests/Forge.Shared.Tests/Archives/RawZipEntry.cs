using System.IO.Compression;
using System.Text;

namespace Forge.Shared.Tests.Archives;

/// <summary>One entry of a zip that may lie about everything.</summary>
internal sealed record RawZipEntry
{
    public RawZipEntry(string name, string content = "")
    {
        Name = Encoding.UTF8.GetBytes(name);
        Content = Encoding.UTF8.GetBytes(content);
    }

    public byte[] Name { get; init; }

    public byte[]? LocalName { get; init; }

    public byte[] Content { get; init; }

    public bool IsDeflated { get; init; }

    public int? Method { get; init; }

    public int Flags { get; init; }

    public uint? Crc { get; init; }

    public uint? Size { get; init; }

    public uint? PackedSize { get; init; }

    public uint? Offset { get; init; }

    public int Mode { get; init; }

    public int Disk { get; init; }

    public byte[] Extra { get; init; } = [];

    public byte[] Packed()
    {
        if (!IsDeflated)
        {
            return Content;
        }

        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Content);
        }

        return packed.ToArray();
    }
}
