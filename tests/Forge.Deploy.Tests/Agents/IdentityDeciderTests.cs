using Forge.Deploy.Agents;
using Forge.Deploy.Agents.Identities;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Tests.Agents;

public sealed class IdentityDeciderTests
{
    private const string Certificate = "abcd";
    private static readonly string First = BearerCredential.Hash("first");
    private static readonly string Second = BearerCredential.Hash("second");
    private static readonly DateTimeOffset Now = AgentScene.Now;
    private static readonly InvitationPayload Rotating = AgentScene.Invitation with { CredentialSeconds = 100 };

    [Fact]
    public void Register_Invited_RecordsTheHashAndWhenItEnds()
    {
        var happened = IdentityDecider.Register(AgentState.Empty, Rotating, First, Certificate, Now);

        happened.Should().Be(new AgentRegistered("one", First, 100, Now.AddSeconds(100), Certificate, Now));
    }

    [Fact]
    public void Register_SameAgain_RecordsNothing() => IdentityDecider.Register(Registered(Rotating), Rotating, First, null, Now).Should().BeNull();

    [Fact]
    public void Register_UsedByAnother_IsRefused() =>
        Refusal(() => IdentityDecider.Register(Registered(Rotating), Rotating, Second, null, Now)).Should().Be(AgentFailure.Invitation);

    [Fact]
    public void Register_UsedAndReplacedByANewerOne_IsRefused()
    {
        var state = Registered(Rotating).Apply(new AgentRegistered("two", Second, null, null, null, Now));

        Refusal(() => IdentityDecider.Register(state, Rotating, First, null, Now)).Should().Be(AgentFailure.Invitation);
    }

    [Fact]
    public void Register_UsedAndRemoved_IsRefused() =>
        Refusal(() => IdentityDecider.Register(Registered(Rotating).Apply(new AgentRemoved(Now)), Rotating, First, null, Now)).Should().Be(AgentFailure.Invitation);

    [Fact]
    public void Register_TooLate_IsRefused() =>
        Refusal(() => IdentityDecider.Register(AgentState.Empty, Rotating, First, null, Rotating.Expires)).Should().Be(AgentFailure.Invitation);

    [Fact]
    public void Authenticate_StaticCredential_HoldsForEver() => Authenticate(Registered(AgentScene.Invitation), "first", Now.AddYears(50)).Should().BeNull();

    [Theory]
    [InlineData("wrong", 0, AgentFailure.Credential)]
    [InlineData("", 0, AgentFailure.Credential)]
    [InlineData("first", 100, AgentFailure.Credential)]
    public void Authenticate_WrongOrLate_IsRefused(string secret, int seconds, AgentFailure failure) =>
        Refusal(() => Authenticate(Registered(Rotating), secret, Now.AddSeconds(seconds))).Should().Be(failure);

    [Fact]
    public void Authenticate_NobodyRegistered_IsRefused() => Refusal(() => Authenticate(AgentState.Empty, "", Now)).Should().Be(AgentFailure.Credential);

    [Fact]
    public void Authenticate_NextCredential_VoidsTheOneBefore()
    {
        var state = Registered(Rotating);
        state = state.Apply(IdentityDecider.Replace(state, "web-1", Second, Now.AddSeconds(60))!);
        Authenticate(state, "first", Now.AddSeconds(70)).Should().BeNull("the answer may have been lost");
        state = state.Apply(Authenticate(state, "second", Now.AddSeconds(70))!);

        Authenticate(state, "second", Now.AddSeconds(159)).Should().BeNull();
        Refusal(() => Authenticate(state, "second", Now.AddSeconds(160))).Should().Be(AgentFailure.Credential);
        Refusal(() => Authenticate(state, "first", Now.AddSeconds(80))).Should().Be(AgentFailure.CredentialReplaced);
    }

    [Fact]
    public void Apply_CredentialIsReplacedForYears_StateStaysSmall()
    {
        var state = Registered(Rotating);
        for (var i = 0; i < 200; i++)
        {
            state = state.Apply(new AgentCredentialReplaced(BearerCredential.Hash($"{i}"), null)).Apply(new AgentCredentialUsed(BearerCredential.Hash($"{i}")));
        }

        state.Replaced.Should().HaveCount(50).And.Contain(BearerCredential.Hash("198")).And.NotContain(state.Credential);
        Refusal(() => Authenticate(state, "198", Now)).Should().Be(AgentFailure.CredentialReplaced);
        Refusal(() => Authenticate(state, "first", Now)).Should().Be(AgentFailure.Credential);
    }

    [Fact]
    public void Replace_SameAgain_RecordsNothing()
    {
        var state = Registered(Rotating).Apply(new AgentCredentialReplaced(Second, null));

        IdentityDecider.Replace(state, "web-1", Second, Now).Should().BeNull();
        IdentityDecider.Replace(state.Apply(new AgentCredentialUsed(Second)), "web-1", Second, Now).Should().BeNull();
    }

    [Fact]
    public void Replace_StaticCredential_IsRefused() =>
        Refusal(() => IdentityDecider.Replace(Registered(AgentScene.Invitation), "web-1", Second, Now)).Should().Be(AgentFailure.Credential);

    [Theory]
    [InlineData(null, false)]
    [InlineData("abce", false)]
    [InlineData("abc", false)]
    [InlineData("abcd", true)]
    public void Authenticate_RegisteredWithACertificate_WantsIt(string? shown, bool isAllowed)
    {
        var state = AgentState.Empty.Apply(IdentityDecider.Register(AgentState.Empty, AgentScene.Invitation, First, Certificate, Now)!);

        var authenticating = () => IdentityDecider.Authenticate(state, new BearerCredential("web-1", new SecretValue("first")), shown, Now);

        if (isAllowed)
        {
            authenticating().Should().BeNull();
        }
        else
        {
            Refusal(() => authenticating()).Should().Be(AgentFailure.Certificate);
        }
    }

    [Fact]
    public void Link_InTurn_IsAcceptedAndTheAnswerMayBeLost()
    {
        var state = Link(Registered(AgentScene.Invitation), "l0", "l1");
        IdentityDecider.Link(state, "web-1", "l0", "l1").Should().BeNull();
        Refusal(() => IdentityDecider.Link(state, "web-1", "whatever", "l1")).Should().Be(AgentFailure.UsedElsewhere, "a copy of the file has the current link, and not the one before");
        state = Link(state, "l1", "l2");

        Refusal(() => IdentityDecider.Link(state, "web-1", "l1", "l3")).Should().Be(AgentFailure.UsedElsewhere);
        Refusal(() => IdentityDecider.Link(state, "web-1", "l0", "l1")).Should().Be(AgentFailure.UsedElsewhere);
    }

    private static AgentState Registered(InvitationPayload invitation) => AgentState.Empty.Apply(IdentityDecider.Register(AgentState.Empty, invitation, First, null, Now)!);

    private static AgentState Link(AgentState state, string link, string next) => state.Apply(IdentityDecider.Link(state, "web-1", link, next)!);

    private static AgentEvent? Authenticate(AgentState state, string secret, DateTimeOffset now) =>
        IdentityDecider.Authenticate(state, new BearerCredential("web-1", new SecretValue(secret)), null, now);

    private static AgentFailure Refusal(Action act) => act.Should().Throw<AgentException>().Which.Failure;
}
