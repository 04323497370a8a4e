namespace Forge.Git.Tests;

public sealed class RepositoryNameTests
{
    public static TheoryData<string> Refused =>
    [
        "", ".", "..", ".x", "-x", "--help", "-upload-pack=id", "x.", "x.git", "x.GIT", "x.git.git", "x.lock", "a/b", "a\\b", "a b", "x\n", "x\r", "x\t", "x\0", "%2e%2e",
        "schöp", "ѕhop", "CON", "con", "nul.txt", "COM1", "lpt9.x", new string('a', 101),
    ];

    [Theory]
    [InlineData("shop")]
    [InlineData("Shop.Web_2-x")]
    [InlineData("_")]
    [InlineData("1")]
    [InlineData("console")]
    [InlineData("git")]
    [InlineData("x.git2")]
    public void Parse_Allowed_KeepsTheText(string text) => RepositoryName.Parse(text).ToString().Should().Be(text);

    [Fact]
    public void Parse_HundredCharacters_IsAllowed() => RepositoryName.TryParse(new string('a', 100), out _).Should().BeTrue();

    [Theory]
    [MemberData(nameof(Refused))]
    [InlineData(null)]
    public void TryParse_Refused_IsFalse(string? text)
    {
        RepositoryName.TryParse(text, out var name).Should().BeFalse();
        name.Should().Be(default(RepositoryName));
    }

    [Fact]
    public void Parse_Refused_SaysTheRule()
    {
        var parse = () => RepositoryName.Parse("a/b");

        parse.Should().Throw<FormatException>().WithMessage("'a/b' is not a repository name: use 1 to 100 letters*");
    }

    [Fact]
    public void Equals_OtherCase_IsFalse() => RepositoryName.Parse("shop").Should().NotBe(RepositoryName.Parse("Shop"));
}
