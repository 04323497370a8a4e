using System.Text;
using Forge.Build.Docker;
using Forge.Testing;

namespace Forge.Build.Tests.Docker;

public sealed class SuccessMarkTests
{
    private readonly OutputRecorder _output = new();
    private readonly SuccessMark _mark;

    public SuccessMarkTests() => _mark = new SuccessMark(_output);

    [Theory]
    [InlineData("", false)]
    [InlineData("M", true)]
    [InlineData("outM", true)]
    [InlineData("out\nMlate", true)]
    [InlineData("\0M", true)]
    [InlineData("a\0b\0\0cM", true)]
    [InlineData("\0forge-ended-", false)]
    [InlineData("\0forge-ended-00000000000000000000000000000000", false)]
    [InlineData("out\0", false)]
    public void OnStandardOutput_CutAnywhere_TakesOutTheMarkAndNothingElse(string text, bool isSeen)
    {
        var bytes = Encoding.ASCII.GetBytes(text.Replace("M", $"\0{_mark.Text}", StringComparison.Ordinal));

        foreach (var one in bytes)
        {
            _mark.OnStandardOutput([one]);
        }

        _mark.Flush();
        _mark.IsSeen.Should().Be(isSeen);
        _output.StandardOutput.Should().Be(text.Replace("M", "", StringComparison.Ordinal));
    }

    [Fact]
    public void OnStandardOutput_InOnePiece_IsTheSame()
    {
        _mark.OnStandardOutput(Encoding.ASCII.GetBytes($"a\0b\0{_mark.Text}\0c"));
        _mark.Flush();

        _mark.IsSeen.Should().BeTrue();
        _output.StandardOutput.Should().Be("a\0b\0c");
    }

    [Fact]
    public void OnStandardError_IsPassedOn()
    {
        _mark.OnStandardError(Encoding.ASCII.GetBytes($"\0{_mark.Text}"));

        _mark.IsSeen.Should().BeFalse();
        _output.StandardError.Should().Be($"\0{_mark.Text}");
    }
}
