using Forge.Shared.Archives;

namespace Forge.Shared.Tests.Archives;

/// <summary>Writes zips byte by byte, so that each can break exactly one rule.</summary>
internal static class RawZip
{
    public static MemoryStream Write(params RawZipEntry[] entries) => Write(new RawZipOptions(), entries);

    public static MemoryStream Write(RawZipOptions options, params RawZipEntry[] entries)
    {
        var zip = new MemoryStream();
        var writer = new BinaryWriter(zip);
        writer.Write(options.Before);
        var offsets = entries.Select(entry => WriteLocal(writer, entry)).ToArray();
        writer.Write(options.BeforeDirectory);
        var directory = (uint)zip.Position;
        for (var i = 0; i < entries.Length; i++)
        {
            WriteCentral(writer, entries[i], entries[i].Offset ?? offsets[i]);
        }

        var size = (uint)zip.Position - directory;
        if (options.IsZip64)
        {
            WriteEnd64(writer, entries.Length, size, directory);
        }

        writer.Write(0x06054b50u);
        writer.Write((ushort)options.Disk);
        writer.Write((ushort)options.Disk);
        writer.Write(options.IsZip64 ? ushort.MaxValue : (ushort)entries.Length);
        writer.Write(options.IsZip64 ? ushort.MaxValue : (ushort)(options.Count ?? entries.Length));
        writer.Write(options.IsZip64 ? uint.MaxValue : size);
        writer.Write(options.IsZip64 ? uint.MaxValue : directory);
        writer.Write((ushort)options.Comment.Length);
        writer.Write(options.Comment);
        return zip;
    }

    private static uint WriteLocal(BinaryWriter writer, RawZipEntry entry)
    {
        var offset = (uint)writer.BaseStream.Position;
        var packed = entry.Packed();
        var name = entry.LocalName ?? entry.Name;
        writer.Write(0x04034b50u);
        writer.Write((ushort)20);
        writer.Write((ushort)entry.Flags);
        WriteNumbers(writer, entry, packed.Length);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)0);
        writer.Write(name);
        writer.Write(packed);
        return offset;
    }

    private static void WriteCentral(BinaryWriter writer, RawZipEntry entry, uint offset)
    {
        writer.Write(0x02014b50u);
        writer.Write((ushort)((3 << 8) | 20));
        writer.Write((ushort)20);
        writer.Write((ushort)entry.Flags);
        WriteNumbers(writer, entry, entry.Packed().Length);
        writer.Write((ushort)entry.Name.Length);
        writer.Write((ushort)entry.Extra.Length);
        writer.Write((ushort)0);
        writer.Write((ushort)entry.Disk);
        writer.Write((ushort)0);
        writer.Write((uint)entry.Mode << 16);
        writer.Write(offset);
        writer.Write(entry.Name);
        writer.Write(entry.Extra);
    }

    private static void WriteNumbers(BinaryWriter writer, RawZipEntry entry, int packedLength)
    {
        var crc = new Crc32();
        crc.Append(entry.Content);
        writer.Write((ushort)(entry.Method ?? (entry.IsDeflated ? 8 : 0)));
        writer.Write(0x0021_0000u); // midnight of the first day of 1980
        writer.Write(entry.Crc ?? crc.Value);
        writer.Write(entry.PackedSize ?? (uint)packedLength);
        writer.Write(entry.Size ?? (uint)entry.Content.Length);
    }

    private static void WriteEnd64(BinaryWriter writer, long entries, long size, long directory)
    {
        var at = writer.BaseStream.Position;
        writer.Write(0x06064b50u);
        writer.Write(44L);
        writer.Write((ushort)45);
        writer.Write((ushort)45);
        writer.Write(0u);
        writer.Write(0u);
        writer.Write(entries);
        writer.Write(entries);
        writer.Write(size);
        writer.Write(directory);
        writer.Write(0x07064b50u);
        writer.Write(0u);
        writer.Write(at);
        writer.Write(1u);
    }
}
