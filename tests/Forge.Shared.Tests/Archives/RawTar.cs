using System.Globalization;
using System.Text;

namespace Forge.Shared.Tests.Archives;

/// <summary>Writes tars block by block, so that each can break exactly one rule.</summary>
internal sealed class RawTar
{
    private const int BlockSize = 512;

    private readonly List<byte> _tar = [];

    /// <summary>Adds a member whose header says what the caller wants.</summary>
    public RawTar Add(
        string name, char type = '0', string content = "", string target = "", int mode = 0x1A4, long? size = null, string? magic = null, Action<byte[]>? spoil = null)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var block = new byte[BlockSize];
        Put(block, 0, Encoding.Latin1.GetBytes(name));
        Put(block, 100, Octal(mode, 7));
        Put(block, 108, Octal(0, 7));
        Put(block, 116, Octal(0, 7));
        Put(block, 124, Octal(size ?? bytes.Length, 11));
        Put(block, 136, Octal(1_000_000_000, 11));
        block[156] = (byte)type;
        Put(block, 157, Encoding.Latin1.GetBytes(target));
        Put(block, 257, Encoding.Latin1.GetBytes(magic ?? "ustar\0" + "00"));
        Put(block, 148, "        "u8.ToArray());
        spoil?.Invoke(block);
        Put(block, 148, Octal(block.Sum(b => b), 6));
        block[154] = 0;
        _tar.AddRange(block);
        _tar.AddRange(bytes);
        _tar.AddRange(new byte[(BlockSize - (bytes.Length % BlockSize)) % BlockSize]);
        return this;
    }

    /// <summary>Adds an extended header.</summary>
    public RawTar Pax(params (string Key, string Value)[] records) => Extended('x', records);

    /// <summary>Adds an extended header of a type.</summary>
    public RawTar Extended(char type, params (string Key, string Value)[] records) =>
        Add("PaxHeader", type, string.Concat(records.Select(record => Record(record.Key, record.Value))));

    /// <summary>Writes the end.</summary>
    public MemoryStream End()
    {
        _tar.AddRange(new byte[2 * BlockSize]);
        return Cut();
    }

    /// <summary>Leaves the end out.</summary>
    public MemoryStream Cut(int bytes = 0)
    {
        var tar = new MemoryStream();
        tar.Write(_tar.ToArray().AsSpan()[..^bytes]);
        tar.Position = 0;
        return tar;
    }

    private static string Record(string key, string value)
    {
        var body = $" {key}={value}\n";
        var bytes = Encoding.UTF8.GetByteCount(body);
        var length = bytes + bytes.ToString(CultureInfo.InvariantCulture).Length;
        length = bytes + length.ToString(CultureInfo.InvariantCulture).Length;
        return $"{length}{body}";
    }

    private static byte[] Octal(long value, int digits) => Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(digits, '0'));

    private static void Put(byte[] block, int at, byte[] bytes) => bytes.CopyTo(block, at);
}
