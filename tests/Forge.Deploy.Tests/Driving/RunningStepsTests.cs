using Forge.Deploy.Driving;
using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Driving;

public sealed class RunningStepsTests
{
    private static readonly DeploymentStep One = new("d-1", "w1", LifecycleEvent.Install, 1);
    private static readonly DeploymentStep Other = new("d-1", "w2", LifecycleEvent.Install, 1);

    private readonly RunningSteps _steps = new();
    private readonly TaskCompletionSource<StepOutcome> _one = new();
    private readonly TaskCompletionSource<StepOutcome> _other = new();

    [Fact]
    public void Values_NothingRuns_HasNothingToWaitFor() => _steps.Values.Should().BeEmpty();

    [Fact]
    public void Begin_SameStepTwice_IsCarriedOutOnce()
    {
        var begun = 0;

        for (var n = 0; n < 2; n++)
        {
            _steps.Begin(One, () =>
            {
                begun++;
                return _one.Task;
            });
        }

        (begun, _steps.Count).Should().Be((1, 1));
    }

    [Fact]
    public async Task Values_StepEnds_CompleteUntilItIsSeen()
    {
        Begin();
        var before = _steps.Values.Single();

        _one.SetResult(StepOutcome.Success);

        await before.WaitAsync(TestContext.Current.CancellationToken);
        _steps.Values.Single().IsCompleted.Should().BeTrue("nobody has seen it yet");
        _steps.Ended().Select(ended => ended.Step).Should().Equal(One);
        _steps.Values.Single().IsCompleted.Should().BeFalse("the other one still runs");
    }

    [Fact]
    public void Ended_NotForgotten_AreReturnedAgain()
    {
        Begin();
        _other.SetResult(StepOutcome.Success);
        _one.SetResult(StepOutcome.Success);

        _steps.Ended().Should().HaveCount(2);

        _steps.Ended().Select(ended => ended.Step).Should().Equal(Other, One);
    }

    [Fact]
    public void Forget_EndIsRecorded_LeavesTheRest()
    {
        Begin();
        _one.SetResult(StepOutcome.Success);
        _steps.Ended();

        _steps.Forget(step => step != One);

        (_steps.Count, _steps.Ended().Count).Should().Be((1, 0));
        _other.SetResult(StepOutcome.Success);
        _steps.Ended().Select(ended => ended.Step).Should().Equal(Other);
    }

    [Fact]
    public void Forget_AnotherHasEndedMeanwhile_IsStillNews()
    {
        Begin();
        _one.SetResult(StepOutcome.Success);
        _steps.Ended();
        _other.SetResult(StepOutcome.Success);

        _steps.Forget(step => step != One);

        _steps.Values.Single().IsCompleted.Should().BeTrue("nobody has seen it yet");
        _steps.Ended().Select(ended => ended.Step).Should().Equal(Other);
    }

    [Fact]
    public void Forget_EndIsNotRecorded_KeepsIt()
    {
        Begin();
        _one.SetResult(StepOutcome.Success);

        _steps.Forget(_ => true);

        _steps.Ended().Select(ended => ended.Step).Should().Equal(One);
    }

    [Fact]
    public void Ended_StepThrows_IsAmongThem()
    {
        Begin();

        _one.SetException(new InvalidOperationException("gone"));

        _steps.Ended().Single().Work.IsFaulted.Should().BeTrue();
    }

    private void Begin()
    {
        _steps.Begin(One, () => _one.Task);
        _steps.Begin(Other, () => _other.Task);
    }
}
