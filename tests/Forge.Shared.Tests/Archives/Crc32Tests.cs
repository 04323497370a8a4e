using System.Text;
using CsCheck;
using Forge.Shared.Archives;

namespace Forge.Shared.Tests.Archives;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Value_KnownText_IsTheKnownChecksum(string text, uint expected)
    {
        var crc = new Crc32();

        crc.Append(Encoding.ASCII.GetBytes(text));

        crc.Value.Should().Be(expected);
    }

    [Fact]
    public void Append_InAnyPieces_GivesTheSameValue() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 200]).Sample((bytes, cut) =>
        {
            var (whole, parts) = (new Crc32(), new Crc32());
            whole.Append(bytes);
            parts.Append(bytes.AsSpan(0, Math.Min(cut, bytes.Length)));
            parts.Append(bytes.AsSpan(Math.Min(cut, bytes.Length)));
            return whole.Value == parts.Value;
        });
}
