using System.Text;
using CsCheck;
using Forge.Build.Output;

namespace Forge.Build.Tests.Output;

public sealed class LineSplitterTests
{
    [Theory]
    [InlineData("a\nb\n", "a.|b.")]
    [InlineData("a\r\nb", "a\r.|b")]
    [InlineData("10%\r20%\r\n", "10%\r20%\r.")]
    [InlineData("\n\n", ".|.")]
    [InlineData("", "")]
    [InlineData("no end", "no end")]
    [InlineData("a\u2028b\n", "a\u2028b.")]
    [InlineData("a\u0085b\n", "a\u0085b.")]
    [InlineData("12345678901", "12345678|901")]
    [InlineData("1234567\u00fc9", "1234567|\u00fc9")]
    [InlineData("12345678\nx", "12345678.|x")]
    [InlineData("123456789\n", "12345678|9.")]
    public void Write_Text_BecomesLines(string text, string expected) =>
        Split(Encoding.UTF8.GetBytes(text), 1000).Select(Show).Should().Equal(expected.Length == 0 ? [] : expected.Split('|'));

    [Fact]
    public void Write_AnyCut_GivesTheSameLines() =>
        Gen.Select(Gen.Char["ab\n\r\u00fc\u65e5"].Array[0, 60].Select(chars => Encoding.UTF8.GetBytes(chars)), Gen.Int[1, 9])
            .Sample((bytes, size) => Split(bytes, size).Select(Show).SequenceEqual(Split(bytes, 1000).Select(Show)));

    [Fact]
    public void Write_AnyBytes_AreAllThere() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[1, 50])
            .Sample((bytes, size) => Split(bytes, size).SelectMany(line => line.IsEnded ? [.. line.Bytes, (byte)'\n'] : line.Bytes).SequenceEqual(bytes));

    private static string Show((byte[] Bytes, bool IsEnded) line) => Encoding.UTF8.GetString(line.Bytes) + (line.IsEnded ? "." : "");

    private static List<(byte[] Bytes, bool IsEnded)> Split(byte[] bytes, int size)
    {
        var lines = new List<(byte[], bool)>();
        var splitter = new LineSplitter(8, (line, isEnded) => lines.Add((line.ToArray(), isEnded)));
        foreach (var chunk in bytes.Chunk(size))
        {
            splitter.Write(chunk);
        }

        splitter.Flush();
        return lines;
    }
}
