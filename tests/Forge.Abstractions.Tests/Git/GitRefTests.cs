using System.Diagnostics;
using Forge.Git;

namespace Forge.Abstractions.Tests.Git;

public sealed class GitRefTests
{
    private const string CommitLike = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    public static TheoryData<string> Names =>
    [
        "refs/heads/main", "refs/heads/feature/x", "refs/tags/v1.0", "refs/notes/commits", "refs/heads/größe", "refs/heads/a@b", "refs/heads/@",
        "refs/heads/{a}", "refs/heads/a.b", "refs/heads/a-b", "refs/heads/x.lockx", "refs/heads/'q'", "refs/heads/$(id)", $"refs/tags/{CommitLike}",
    ];

    public static TheoryData<string?> WhatGitRefusesToo =>
    [
        (string?)null, "", "refs/", "refs/heads/", "refs//heads", "refs/heads/a..b", "refs/heads/.a", "refs/heads/a.lock", "refs/heads/a.lock/b", "refs/heads/a b", "refs/heads/a~b",
        "refs/heads/a^b", "refs/heads/a:b", "refs/heads/a?b", "refs/heads/a*b", "refs/heads/a[b", @"refs/heads/a\b", "refs/heads/a@{b", "refs/heads/a.",
        "refs/heads/a\tb", "refs/heads/a\u007fb", "refs/heads//a", "refs/heads/a/", "/refs/heads/a",
    ];

    public static TheoryData<string> WhatGitAcceptsAndToolsDoNot =>
        ["refs/heads/-d", "refs/heads/a/-b", "refs/heads/HEAD", $"refs/heads/{CommitLike}", "main", "heads/main", $"refs/heads/{new string('x', 250)}"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Parse_AName_KeepsItAndGitAgrees(string name)
    {
        GitRef.Parse(name).Name.Should().Be(name);
        (await GitAcceptsAsync(name)).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(WhatGitRefusesToo))]
    public async Task TryParse_WhatGitRefuses_ReturnsFalse(string? name)
    {
        GitRef.TryParse(name, out var parsed).Should().BeFalse();
        parsed.Should().Be(default(GitRef));
        (name is null or "" || !await GitAcceptsAsync(name)).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(WhatGitAcceptsAndToolsDoNot))]
    public void TryParse_WhatToolsStumbleOver_ReturnsFalse(string name) => GitRef.TryParse(name, out _).Should().BeFalse();

    [Theory]
    [InlineData("refs/heads/feature/x", true, false, "feature/x")]
    [InlineData("refs/tags/v1", false, true, "v1")]
    [InlineData("refs/notes/commits", false, false, "refs/notes/commits")]
    public void Kind_OfARef_FollowsItsPrefix(string name, bool isBranch, bool isTag, string shortName)
    {
        var parsed = GitRef.Parse(name);

        parsed.IsBranch.Should().Be(isBranch);
        parsed.IsTag.Should().Be(isTag);
        parsed.ShortName.Should().Be(shortName);
        parsed.ToString().Should().Be(name);
    }

    [Fact]
    public void ForBranch_AName_IsTheBranch() => GitRef.ForBranch("main").Should().Be(GitRef.Parse("refs/heads/main"));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("HEAD")]
    public void ForBranch_NotAName_SaysTheRules(string branch) =>
        ((Action)(() => GitRef.ForBranch(branch))).Should().Throw<FormatException>().WithMessage($"'refs/heads/{branch}' is not a ref name:*");

    [Fact]
    public void Name_OfTheDefault_Throws()
    {
        default(GitRef).Invoking(name => name.Name).Should().Throw<InvalidOperationException>();
        default(GitRef).ToString().Should().BeEmpty();
    }

    private static async Task<bool> GitAcceptsAsync(string name)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["check-ref-format", name]))!;
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        return git.ExitCode == 0;
    }
}
