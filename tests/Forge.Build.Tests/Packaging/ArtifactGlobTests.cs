using System.Text.RegularExpressions;
using Forge.Build.Packaging;

namespace Forge.Build.Tests.Packaging;

public sealed class ArtifactGlobTests
{
    [Theory]
    [InlineData("**/*", "a.txt d/b.txt d/e/f .hid .g/x", "a.txt d/b.txt d/e/f .hid .g/x")]
    [InlineData("*", "a.txt d/b.txt .hid", "a.txt .hid")]
    [InlineData("a.txt", "a.txt xa.txt a.txt/b d/a.txt", "a.txt")]
    [InlineData("d/*", "d/a d/e/b x/a", "d/a")]
    [InlineData("d/**/*", "d/a d/e/b d/e/f/c x", "d/a d/e/b d/e/f/c")]
    [InlineData("**/b.txt", "b.txt d/b.txt d/e/b.txt db.txt", "b.txt d/b.txt d/e/b.txt")]
    [InlineData("d/**", "d/a d/e/b x", "d/a d/e/b")]
    [InlineData("**.*", "a.txt d/b.txt noext", "a.txt d/b.txt")]
    [InlineData("*.t?t", "a.txt a.tt a.t/t", "a.txt")]
    [InlineData("./d/a", "d/a", "d/a")]
    [InlineData("**/.*", ".hid d/.hid a .g/x", ".hid d/.hid")]
    [InlineData("**/.*/**/*", ".g/x d/.g/y/z a.txt", ".g/x d/.g/y/z")]
    [InlineData("**/obj/**/*", "obj/a d/obj/b/c objx/a", "obj/a d/obj/b/c")]
    [InlineData("[a](b)+{c}|^$", "[a](b)+{c}|^$ a", "[a](b)+{c}|^$")]
    [InlineData("d", "d/a", "")]
    [InlineData("", "a", "")]
    [InlineData("***", "a d/b", "a d/b")]
    [InlineData("A.txt", "a.txt", "")]
    public void IsMatch_FollowsTheReference(string pattern, string paths, string expected)
    {
        var glob = new ArtifactGlob(pattern);

        paths.Split(' ').Where(glob.IsMatch).Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("../x", true)]
    [InlineData("a/../b", true)]
    [InlineData("/etc/passwd", true)]
    [InlineData("a..b/x", false)]
    public void LeadsOut_OnlyWhenItDoes(string pattern, bool expected) => new ArtifactGlob(pattern).LeadsOut.Should().Be(expected);

    [Fact]
    public void IsMatch_HostilePattern_IsLinear()
    {
        var glob = new ArtifactGlob(string.Concat(Enumerable.Repeat("**/*a", 30)));

        glob.IsMatch(new string('a', 4000)).Should().BeFalse();
    }

    [Theory]
    [InlineData("**/*.dll", "a.dll d/b.dll d/e/.dll a.dllx dll", "a.dll d/b.dll d/e/.dll")]
    [InlineData("**/a*b*c", "abc d/axbxc d/ab/c acb", "abc d/axbxc")]
    [InlineData("*/**/*", "a a/b a/b/c", "a/b a/b/c")]
    [InlineData("a**/b", "a/b ax/y/b b/a/b", "a/b ax/y/b")]
    [InlineData("**/d/**/f?", "d/f1 x/d/y/f2 d/f x/dd/f1", "d/f1 x/d/y/f2")]
    [InlineData("*a*/b*/*c", "xay/b/c a/bb/xc a/c b/a/c", "xay/b/c a/bb/xc")]
    public void IsMatch_SeveralWildcards_TriesEveryWay(string pattern, string paths, string expected)
    {
        var glob = new ArtifactGlob(pattern);

        paths.Split(' ').Where(glob.IsMatch).Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void IsMatch_AnyPatternAndPath_IsWhatTheRegularExpressionSays()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = Text(random, ["a", "b", "/", "*", "**", "**/", "?", "/*"], 8);
            var path = string.Join('/', Text(random, ["a", "b", "/", "ab"], 10).Split('/', StringSplitOptions.RemoveEmptyEntries));

            new ArtifactGlob(pattern).IsMatch(path).Should().Be(Expression(pattern).IsMatch(path), "the pattern is '{0}' and the path '{1}'", pattern, path);
        }
    }

    private static string Text(Random random, string[] parts, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => parts[random.Next(parts.Length)]));

    private static Regex Expression(string pattern)
    {
        while (pattern.StartsWith("./", StringComparison.Ordinal))
        {
            pattern = pattern[2..].TrimStart('/');
        }

        pattern = pattern.TrimEnd('/');
        var directories = Regex.Replace(pattern, @"(?<=\A|/)\*\*/", "D", RegexOptions.None);
        return new Regex($@"\A{directories.Replace("**", "A").Replace("*", "[^/]*").Replace("?", "[^/]").Replace("D", "(?:[^/]+/)*").Replace("A", ".*")}\z", RegexOptions.NonBacktracking);
    }
}
