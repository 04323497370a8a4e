using Forge.Build.Output;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Build.Tests.Output;

public sealed class BuildLogTests
{
    private readonly BuildLogRecorder _recorder = new();
    private readonly BuildLog _log;

    public BuildLogTests() => _log = new BuildLog(_recorder, new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 5, 6, 7, 89, TimeSpan.Zero)));

    [Fact]
    public void Write_Line_HasTheTimeOfTheReference()
    {
        _log.Write("Entering phase BUILD");

        _recorder.Text.Should().Be("[Container] 2026/11/24 05:06:07.089000 Entering phase BUILD");
    }

    [Fact]
    public void Write_TextOfSeveralLines_IsSeveralLines()
    {
        _log.Write("Running command a\nb");

        _recorder.Lines.Select(line => line.Sequence).Should().Equal(1, 2);
    }

    [Fact]
    public void Write_InTheMiddleOfALineOfOutput_EndsThatLine()
    {
        _log.WriteOutput("no end"u8);
        _log.Write("note");

        _recorder.Lines[0].Text.Should().Be("no end");
    }

    [Fact]
    public void WriteOutput_SecretCutByANote_IsNotShown()
    {
        _log.Mask([new("S", new SecretValue("correct-horse"))]);

        _log.WriteOutput("x correct"u8);
        _log.Write("note with correct-horse");
        _log.WriteOutput("-horse y\n"u8);
        _log.EndOutput();

        _recorder.Text.Should().NotContain("correct").And.Contain("note with ***");
        _recorder.Output.Should().Equal("x ", "*** y");
    }

    [Fact]
    public void Mask_ValueThatIsTooShort_IsSaidWithoutTheValue()
    {
        _log.Mask([new("PIN", new SecretValue("123"))]);

        _recorder.Notes.Should().ContainSingle().Which.Should().Contain("'PIN'").And.NotContain("123");
    }
}
