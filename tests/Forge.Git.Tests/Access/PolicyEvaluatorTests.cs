using CsCheck;
using Forge.Git.Access;

namespace Forge.Git.Tests.Access;

public sealed class PolicyEvaluatorTests
{
    private const string Main = "refs/heads/main";

    private static readonly string[] Resources = ["shop", "s*", "*", "other"];
    private static readonly string[] Actions = ["codecommit:*", "*", "codecommit:GitPush"];

    [Theory]
    [InlineData("""{"Statement":[]}""", false)]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"codecommit:GitPush","Resource":"shop"}}""", true)]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"codecommit:*","Resource":"*"}}""", true)]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"CodeCommit:gitpush","Resource":"s*p"}}""", true)]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"shop-*"}}""", false)]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"SHOP"}}""", false)]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"codecommit:GitPull","Resource":"shop"}}""", false)]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":["codecommit:GitPull","codecommit:GitPush"],"Resource":["other","shop"]}}""", true)]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:codecommit:eu-west-1:111111111111:shop"}}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"shop"},{"Effect":"Allow","Action":"*","Resource":"*"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"shop"}]}""", false)]
    public void Decide_PushToMainOfShop_FollowsTheStatements(string policy, bool expected) =>
        Decide(policy, GitAction.Push, Main).IsAllowed.Should().Be(expected);

    [Theory]
    [InlineData("StringEquals", Main, Main, true)]
    [InlineData("StringEquals", "refs/heads/*", Main, false)]
    [InlineData("StringLike", "refs/heads/*", Main, true)]
    [InlineData("StringLike", "refs/heads/feature/*", Main, false)]
    [InlineData("StringLike", "refs/heads/ma?n", Main, true)]
    [InlineData("StringEqualsIfExists", Main, "refs/heads/other", false)]
    public void Decide_AllowSomeRefs_KnowsTheRef(string test, string value, string reference, bool expected) =>
        Decide(Conditional("Allow", test, value), GitAction.Push, reference).IsAllowed.Should().Be(expected);

    [Fact]
    public void Decide_RefUnknown_AllowsWhatSomeRefMayBe() =>
        Decide(Conditional("Allow", "StringLike", "refs/heads/x/*"), GitAction.Push, null).IsAllowed.Should().BeTrue();

    [Theory]
    [InlineData(null, true)]
    [InlineData("refs/heads/topic", true)]
    [InlineData(Main, false)]
    public void Decide_CodeCommitsOwnExampleOfProtection_DeniesThatRefOnly(string? reference, bool expected)
    {
        const string Policy = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"codecommit:*","Resource":"*"},
              {"Effect":"Deny","Action":["codecommit:GitPush"],"Resource":"arn:aws:codecommit:us-east-2:111111111111:shop",
               "Condition":{"StringEqualsIfExists":{"codecommit:References":["refs/heads/main","refs/heads/prod"]},"Null":{"codecommit:References":"false"}}}]}
            """;

        Decide(Policy, GitAction.Push, reference).IsAllowed.Should().Be(expected);
    }

    [Fact]
    public void Decide_ConditionOnRefs_SaysNothingAboutPulls()
    {
        Decide(Conditional("Allow", "StringLike", "*"), GitAction.Pull, null).IsAllowed.Should().BeFalse();
    }

    [Fact]
    public void Decide_Denied_NamesTheStatement()
    {
        const string Policy = """{"Statement":[{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"KeepShop","Effect":"Deny","Action":"*","Resource":"shop"}]}""";

        Decide(Policy, GitAction.Push, Main).Should().Be(new PolicyDecision(false, "KeepShop"));
    }

    [Fact]
    public void Decide_WriterWithoutForce_MayNotForce()
    {
        var policy = GitAccessPolicy.ForRepositories([], ["shop"]).Statements;

        PolicyEvaluator.Decide(policy, GitAction.Push, "shop", Main).IsAllowed.Should().BeTrue();
        PolicyEvaluator.Decide(policy, GitAction.ForcePush, "shop", Main).IsAllowed.Should().BeFalse();
    }

    [Fact]
    public void Decide_AnyPolicyWithADenyOnAll_NeverAllows() =>
        Gen.Select(Gen.Int[0, 3].Select(i => Resources[i]), Gen.Int[0, 2].Select(i => Actions[i]), Gen.Int[0, 3]).Sample((resource, action, place) =>
        {
            var statements = Enumerable.Repeat($$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"}""", 3).ToList();
            statements.Insert(place, """{"Effect":"Deny","Action":"*","Resource":"*"}""");
            return !Decide($$"""{"Statement":[{{string.Join(',', statements)}}]}""", GitAction.Push, Main).IsAllowed;
        });

    private static string Conditional(string effect, string test, string value) =>
        $$$$$"""{"Statement":{"Effect":"{{{{{effect}}}}}","Action":"*","Resource":"*","Condition":{"{{{{{test}}}}}":{"codecommit:References":"{{{{{value}}}}}"}}}}""";

    private static PolicyDecision Decide(string policy, GitAction action, string? reference) =>
        PolicyEvaluator.Decide(GitAccessPolicy.Parse(policy).Statements, action, "shop", reference);
}
