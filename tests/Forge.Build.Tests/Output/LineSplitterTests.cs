using System.Text;
using CsCheck;
using Forge.Build.Output;

namespace Forge.Build.Tests.Output;

public sealed class LineSplitterTests
{
    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb", "a|b")]
    [InlineData("\n\n", "|")]
    [InlineData("", "")]
    [InlineData("no end", "no end")]
    [InlineData("12345678901", "12345678|901")]
    [InlineData("1234567\u00fc9", "1234567|\u00fc9")]
    [InlineData("12345678\nx", "12345678||x")]
    public void Write_Text_BecomesLines(string text, string expected) => Split(text, 1000).Should().Equal(expected.Length == 0 ? [] : expected.Split('|'));

    [Fact]
    public void Write_AnyCut_GivesTheSameLines() =>
        Gen.Select(Gen.Char["ab\n\u00fc\u65e5"].Array[0, 60].Select(chars => new string(chars)), Gen.Int[1, 9])
            .Sample((text, size) => Split(text, size).SequenceEqual(Split(text, 1000)));

    [Fact]
    public void Write_BytesThatAreNotText_AreReplaced()
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(8, lines.Add);

        splitter.Write([(byte)'a', 0xFF, (byte)'b', (byte)'\n']);

        lines.Should().Equal("a\uFFFDb");
    }

    private static List<string> Split(string text, int size)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(8, lines.Add);
        foreach (var chunk in Encoding.UTF8.GetBytes(text).Chunk(size))
        {
            splitter.Write(chunk);
        }

        splitter.Flush();
        return lines;
    }
}
