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
    public void Of_KnownText_IsTheKnownChecksum(string text, uint expected) => Crc32.Of(Encoding.ASCII.GetBytes(text)).Should().Be(expected);

    [Fact]
    public void Of_AnyBytes_IsWhatTheDefinitionGives() =>
        Gen.Byte.Array[0, 700].Sample(bytes => Crc32.Of(bytes) == ByDefinition(bytes));

    [Fact]
    public void Append_InAnyPieces_GivesTheSameValue() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Int[0, 400]).Sample((bytes, cut) =>
        {
            var parts = new Crc32();
            parts.Append(bytes.AsSpan(0, Math.Min(cut, bytes.Length)));
            parts.Append(bytes.AsSpan(Math.Min(cut, bytes.Length)));
            return Crc32.Of(bytes) == parts.Value;
        });

    [Fact]
    public void Combine_OfTwoPieces_IsTheChecksumOfBoth() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Byte.Array[0, 3000]).Sample((first, second) =>
            Crc32.Combine(Crc32.Of(first), Crc32.Of(second), second.Length) == Crc32.Of([.. first, .. second]));

    private static uint ByDefinition(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
