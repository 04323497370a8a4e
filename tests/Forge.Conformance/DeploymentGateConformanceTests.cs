using FluentAssertions;
using Forge.Deploy;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="IDeploymentGate"/> owes its callers. Each implementation derives one class.</summary>
public abstract class DeploymentGateConformanceTests
{
    /// <summary>Gets a token that ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Gets a question.</summary>
    protected static DeploymentGateQuestion Question { get; } = new()
    {
        Id = "d-1/release/AfterInstall/w1",
        DeploymentId = "d-1",
        Group = "web",
        Application = "shop",
        Revision = "shop/1.zip",
        Digest = new string('a', 64),
        Creator = "ann",
        Stage = DeploymentStage.AfterEvent,
        Target = "w1",
        Event = "AfterInstall",
        AskedAt = DateTimeOffset.UnixEpoch,
        Deadline = DateTimeOffset.UnixEpoch.AddHours(1),
    };

    /// <summary>Gets the gate under test. It approves.</summary>
    protected abstract IDeploymentGate Gate { get; }

    /// <summary>Makes the gate answer something else.</summary>
    protected abstract Task BecomeAsync(DeploymentGateAnswer answer);

    /// <summary>Makes whoever decides unreachable.</summary>
    protected abstract Task BreakAsync();

    [Fact]
    public void Name_Always_IsNotEmpty() => Gate.Name.Should().NotBeEmpty();

    [Theory]
    [InlineData(DeploymentGateVerdict.Approved)]
    [InlineData(DeploymentGateVerdict.Rejected)]
    [InlineData(DeploymentGateVerdict.Pending)]
    public async Task AskAsync_Always_GivesThePresentVerdict(DeploymentGateVerdict verdict)
    {
        await BecomeAsync(new DeploymentGateAnswer { Verdict = verdict });

        (await Gate.AskAsync(Question, Cancel)).Verdict.Should().Be(verdict);
    }

    [Fact]
    public async Task AskAsync_Decided_SaysWhoAndWhy()
    {
        var answer = new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Rejected, By = "ann", Reason = "it is Friday" };
        await BecomeAsync(answer);

        (await Gate.AskAsync(Question, Cancel)).Should().Be(answer);
    }

    [Fact]
    public async Task AskAsync_PendingThenDecided_IsNotRemembered()
    {
        await BecomeAsync(new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Pending });
        var before = await Gate.AskAsync(Question, Cancel);
        await BecomeAsync(new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Approved });

        (before.Verdict, (await Gate.AskAsync(Question, Cancel)).Verdict).Should().Be((DeploymentGateVerdict.Pending, DeploymentGateVerdict.Approved));
    }

    [Fact]
    public async Task AskAsync_CannotSay_ThrowsAndNamesTheGate()
    {
        await BreakAsync();

        var asking = () => Gate.AskAsync(Question, Cancel);

        (await asking.Should().ThrowAsync<DeploymentGateException>()).Where(e => e.Gate == Gate.Name);
    }

    [Fact]
    public async Task AskAsync_SeveralAtOnce_AllAreAnswered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Gate.AskAsync(Question with { Id = $"d-{i}/release" }, Cancel)));

        answers.Should().OnlyContain(answer => answer.Verdict == DeploymentGateVerdict.Approved);
    }

    [Fact]
    public async Task AskAsync_Cancelled_Throws()
    {
        var asking = () => Gate.AskAsync(Question, new CancellationToken(canceled: true));

        await asking.Should().ThrowAsync<OperationCanceledException>();
    }
}
