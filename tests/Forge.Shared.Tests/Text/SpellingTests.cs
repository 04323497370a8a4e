using Forge.Shared.Text;

namespace Forge.Shared.Tests.Text;

public sealed class SpellingTests
{
    private static readonly string[] Known = ["phases", "artifacts", "env", "version", "cache", "run-as"];

    [Theory]
    [InlineData("phasess", "phases")]
    [InlineData("phase", "phases")]
    [InlineData("PHASES", "phases")]
    [InlineData("artefacts", "artifacts")]
    [InlineData("verison", "version")]
    [InlineData("en", "env")]
    [InlineData("runas", "run-as")]
    public void Nearest_Misspelt_FindsTheWord(string word, string expected) => Spelling.Nearest(word, Known).Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("variables")]
    [InlineData("completely different")]
    public void Nearest_NothingIsNear_IsNull(string word) => Spelling.Nearest(word, Known).Should().BeNull();

    [Fact]
    public void Nearest_SeveralAreNear_TakesTheNearest() => Spelling.Nearest("builds", ["builders", "build", "bundle"]).Should().Be("build");

    [Fact]
    public void Nearest_NothingIsKnown_IsNull() => Spelling.Nearest("phases", []).Should().BeNull();
}
