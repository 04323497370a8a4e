using Forge.Git.Pushes;

namespace Forge.Git.Tests.Pushes;

public sealed class PushRulesTests
{
    private const string None = "0000000000000000000000000000000000000000";
    private const string A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private static readonly GitUser Writer = UserOf(GitAccessPolicy.ForRepositories([], ["shop"]));
    private static readonly GitUser Owner = UserOf(GitAccessPolicy.ForRepositories([], [], ["shop"]));

    [Theory]
    [InlineData("refs/heads/main")]
    [InlineData("refs/heads/a/b")]
    [InlineData("refs/tags/v1")]
    public void Check_BranchOrTag_IsAllowed(string name) => Check(Writer, Update(name, None, A)).IsAllowed.Should().BeTrue();

    [Theory]
    [InlineData("HEAD")]
    [InlineData("refs/heads/a..b")]
    [InlineData("refs/heads/a.lock")]
    [InlineData("refs/heads/a@{b")]
    [InlineData("refs/heads/a b")]
    [InlineData("refs/heads/a~1")]
    [InlineData("refs/heads/a\\b")]
    [InlineData("refs/heads/a\u0001b")]
    [InlineData("refs/heads/-x")]
    [InlineData("refs/heads/HEAD")]
    [InlineData("refs/heads/\uFFFD")]
    [InlineData("refs/heads/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Check_BadName_IsRefused(string name) => Check(Owner, Update(name, None, A)).Reasons.Should().Equal($"{name}: not an allowed ref name.");

    [Theory]
    [InlineData("refs/x")]
    [InlineData("refs/notes/commits")]
    [InlineData("refs/replace/x")]
    [InlineData("refs/pull/1/head")]
    public void Check_OtherNamespace_IsRefused(string name) =>
        Check(Owner, Update(name, None, A)).Reasons.Should().Equal($"{name}: only branches and tags may be pushed.");

    [Fact]
    public void Check_NotAllowed_NamesActionAndUser() =>
        Check(UserOf(GitAccessPolicy.None), Update("refs/heads/main", None, A)).Reasons.Should().Equal("refs/heads/main: codecommit:GitPush is not allowed to 'ann'.");

    [Fact]
    public void Check_OneOfTwoRefused_NamesThatOne() =>
        Check(Owner, Update("refs/heads/main", None, A), Update("refs/x", None, A)).Reasons.Should().ContainSingle().Which.Should().StartWith("refs/x");

    [Fact]
    public void Check_UpdateWithoutTheForceRight_IsAllowedAsAFastForwardOnly()
    {
        var update = Update("refs/heads/main", A, B);

        Check(Writer, update).FastForwardOnly.Should().Equal(update);
        Check(Owner, update).FastForwardOnly.Should().BeEmpty();
    }

    [Fact]
    public void Check_CreateAndDelete_NeedNoFastForward() =>
        Check(Writer, Update("refs/heads/a", None, A), Update("refs/heads/b", A, None)).Should().BeEquivalentTo(new { IsAllowed = true, FastForwardOnly = Array.Empty<RefUpdate>() });

    [Theory]
    [InlineData(4000, true)]
    [InlineData(4001, false)]
    public void Check_Count_HasCodeCommitsLimit(int count, bool expected)
    {
        var updates = Enumerable.Range(0, count).Select(i => Update($"refs/heads/{i}", None, A)).ToArray();

        var verdict = Check(Owner, updates);

        verdict.IsAllowed.Should().Be(expected);
        verdict.Reasons.Should().HaveCount(expected ? 0 : 1);
    }

    [Fact]
    public void Check_ManyRefused_SaysHowManyMore()
    {
        var verdict = Check(Owner, [.. Enumerable.Range(0, 30).Select(i => Update($"refs/x/{i}", None, A))]);

        verdict.Reasons.Should().HaveCount(21).And.EndWith("... and 10 more.");
    }

    private static PushVerdict Check(GitUser user, params RefUpdate[] updates) => PushRules.Check(user, "shop", updates);

    private static RefUpdate Update(string name, string old, string @new) => new() { Ref = name, Old = old, New = @new };

    private static GitUser UserOf(GitAccessPolicy policy) => new() { Name = "ann", Policy = policy, CreatedAt = default, CredentialIssuedAt = default };
}
