using System.Text;
using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Running;

public sealed class LogTailTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one\ntwo\n", "one\ntwo\n")]
    [InlineData("no line end", "no line end")]
    public void Of_LittleOutput_IsAllOfIt(string output, string tail) => Of(output).Should().Be(tail);

    [Fact]
    public void Of_MuchOutput_IsTheLastWholeLinesBelowTheLimit()
    {
        var output = string.Concat(Enumerable.Range(0, 300).Select(i => $"line {i:D4}\n"));

        var tail = Of(output);

        tail.Should().HaveLength(2040).And.StartWith("line 0096\n").And.EndWith("line 0299\n");
    }

    [Theory]
    [InlineData(2046, 2047)]
    [InlineData(2047, 0)]
    [InlineData(5000, 0)]
    public void Of_LastLineIsLong_IsKeptOnlyBelowTheLimit(int length, int expected) =>
        Of($"before\n{new string('x', length)}\n").Should().HaveLength(expected);

    [Fact]
    public void Of_WideCharacters_CountsCharacters() => Of(string.Concat(Enumerable.Repeat("üü\n", 800))).Should().HaveLength(2046);

    private static string Of(string output) => LogTail.Of(Encoding.UTF8.GetBytes(output));
}
