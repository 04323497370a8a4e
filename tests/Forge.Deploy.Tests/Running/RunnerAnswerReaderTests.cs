using System.Text;
using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Running;

public sealed class RunnerAnswerReaderTests
{
    [Fact]
    public void Read_Done_GivesFieldsTailAndOutput()
    {
        var answer = Read("forge 1\nstate done\noffset 12\ntail 4\ncode 4\nscript a%0Ab%25\nmessage two words\n\ntailrest\n")!;

        answer.State.Should().Be(RunnerState.Done);
        answer.Offset.Should().Be(12);
        answer.Text("script").Should().Be("a\nb%");
        answer.Text("message").Should().Be("two words");
        Encoding.UTF8.GetString(answer.Tail.Span).Should().Be("tail");
        Encoding.UTF8.GetString(answer.Output.Span).Should().Be("rest\n");
        answer.Text("no-such-field").Should().BeEmpty();
    }

    [Fact]
    public void Read_LoginScriptPrintsSomething_IsPassedOver() =>
        Read("Welcome!\n\nforge 1\nstate none\n\n")!.State.Should().Be(RunnerState.None);

    [Theory]
    [InlineData("")]
    [InlineData("sh: not found\n")]
    [InlineData("forge 1\n")]
    [InlineData("forge 1\nstate done\n")]
    [InlineData("forge 1\nstate dancing\n\n")]
    [InlineData("forge 1\n\n")]
    [InlineData("forge 1\nstate done\ntail 9\n\nshort")]
    [InlineData("forge 2\nstate done\n\n")]
    public void Read_NoAnswer_IsNull(string text) => Read(text).Should().BeNull();

    private static RunnerAnswer? Read(string text) => RunnerAnswerReader.Read(Encoding.UTF8.GetBytes(text));
}
