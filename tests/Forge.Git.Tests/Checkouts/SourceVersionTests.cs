using Forge.Git.Checkouts;

namespace Forge.Git.Tests.Checkouts;

public sealed class SourceVersionTests
{
    private const string Id = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("main", "refs/heads/main refs/tags/main")]
    [InlineData("a/b", "refs/heads/a/b refs/tags/a/b")]
    [InlineData("refs/heads/main", "refs/heads/main")]
    [InlineData("refs/notes/x", "refs/notes/x")]
    [InlineData("pr/12", "refs/pull/12/head refs/merge-requests/12/head refs/heads/pr/12 refs/tags/pr/12")]
    [InlineData("pr/012", "refs/heads/pr/012 refs/tags/pr/012")]
    [InlineData("main~1", "")]
    [InlineData("refs/heads/../x", "")]
    [InlineData("-x", "")]
    [InlineData("@{-1}", "")]
    [InlineData("a b", "")]
    [InlineData("a\nb", "")]
    public void Parse_Name_IsTriedInThisOrder(string text, string expected)
    {
        var version = SourceVersion.Parse(text);

        string.Join(' ', version.Names).Should().Be(expected);
        version.Commit.Should().BeNull();
    }

    [Fact]
    public void Parse_Nothing_IsTheDefaultBranch() => SourceVersion.Parse("").IsDefault.Should().BeTrue();

    [Fact]
    public void Parse_FullId_IsACommit() => SourceVersion.Parse(Id.ToUpperInvariant()).Commit.Should().Be(CommitId.Parse(Id));

    [Theory]
    [InlineData("refs/heads/b^{" + Id + "}", "refs/heads/b")]
    [InlineData("refs/tags/v1.0^{" + Id + "}", "refs/tags/v1.0")]
    public void Parse_RefAndId_IsBoth(string text, string name)
    {
        var version = SourceVersion.Parse(text);

        version.Names.Should().Equal(GitRef.Parse(name));
        version.Commit.Should().Be(CommitId.Parse(Id));
    }

    [Theory]
    [InlineData("refs/heads/b^{0123456}")]
    [InlineData("refs/heads/b^{" + Id + "} ")]
    [InlineData("refs/heads/b^{" + Id + "}\n")]
    [InlineData("refs/heads/b^" + Id)]
    [InlineData("refs/heads/..^{" + Id + "}")]
    [InlineData("b^{" + Id + "}")]
    [InlineData("refs/heads/b^{commit}")]
    public void Parse_RefAndSomethingElse_IsNothing(string text)
    {
        var version = SourceVersion.Parse(text);

        version.Names.Should().BeEmpty();
        version.Commit.Should().BeNull();
    }

    [Theory]
    [InlineData("0123456", "0123456")]
    [InlineData("ABCDEF1", "abcdef1")]
    [InlineData("012345", null)]
    [InlineData("012345g", null)]
    public void Parse_Digits_MayBeTheBeginningOfAnId(string text, string? expected) => SourceVersion.Parse(text).Abbreviation.Should().Be(expected);
}
