using CsCheck;
using Forge.Git.Access;

namespace Forge.Git.Tests.Access;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c", "abbd", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("**", "x", true)]
    [InlineData("?", "", false)]
    [InlineData("?", "x", true)]
    [InlineData("A", "a", false)]
    [InlineData("a.c", "abc", false)]
    public void IsMatch_Pattern_CoversTheWholeText(string pattern, string text, bool expected) =>
        new Wildcard(pattern).IsMatch(text).Should().Be(expected);

    [Fact]
    public void IsMatch_IgnoresCase_MatchesOtherCase() => new Wildcard("a*", IgnoresCase: true).IsMatch("ABC").Should().BeTrue();

    [Fact]
    public void IsMatch_Literal_TakesTheStarAsWritten() => new Wildcard("a*", IsLiteral: true).IsMatch("ab").Should().BeFalse();

    [Fact]
    public void IsMatch_ManyStars_EndsSoon() => new Wildcard(string.Concat(Enumerable.Repeat("a*", 200)) + "b").IsMatch(new string('a', 2000)).Should().BeFalse();

    [Fact]
    public void IsMatch_PrefixAndSuffixOfTheText_Matches() =>
        Gen.Select(Gen.String[Gen.Char['a', 'c'], 0, 8], Gen.String[Gen.Char['a', 'c'], 0, 8], Gen.String[Gen.Char['a', 'c'], 0, 8])
            .Sample((a, b, c) => new Wildcard($"{a}*{c}").IsMatch(a + b + c));
}
