using Forge.Deploy.Driving;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Tests.Driving;

public sealed class TargetStatesTests
{
    private const int Hosts = 7;
    private const int Events = 400;

    private static readonly LifecycleEventStatus[] Ends = [LifecycleEventStatus.Succeeded, LifecycleEventStatus.Succeeded, LifecycleEventStatus.Succeeded, LifecycleEventStatus.Failed, LifecycleEventStatus.Unknown];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Edit_AnyHistory_CountsAsOneWhoLooksAtEachTarget(int seed)
    {
        var random = new Random(seed);
        var states = Begin(Hosts, random);
        for (var n = 0; n < Events; n++)
        {
            var before = states;
            states = ChangeSome(states, random);

            states.Open.Should().Equal(Where(states, target => target.Open is not null));
            states.Idle.Should().Equal(Where(states, target => target.Open is null && target.Progress is HostProgress.Running));
            for (var minimum = 0; minimum <= Hosts; minimum++)
            {
                var (verdict, start) = RolloutWindow.Decide(states.Tally, minimum);
                var (expected, expectedStart) = RolloutWindow.Decide([.. states.Select(target => new WindowHost(target.WasHealthy, target.Progress))], minimum);
                verdict.Should().Be(expected);
                start.Should().Equal(expectedStart);
            }

            var changed = Enumerable.Range(0, Hosts).Where(i => !ReferenceEquals(before[i], states[i]));
            states.ChangedSince(before).Should().Contain(changed).And.BeInAscendingOrder();
        }
    }

    [Fact]
    public void ChangedSince_NothingHappened_IsEmpty()
    {
        var states = Begin(Hosts, new Random(1));

        states.ChangedSince(states).Should().BeEmpty();
    }

    [Fact]
    public void ChangedSince_OneOfManyChanged_NamesItAlone()
    {
        var before = Begin(count: 1000, new Random(1));
        var editor = before.Edit();
        editor[500] = editor[500] with { Name = editor[500].Name };

        editor.ToStates().ChangedSince(before).Should().Equal(500);
    }

    [Fact]
    public void ChangedSince_StateOfAnotherHistory_IsAll() =>
        Begin(Hosts, new Random(1)).ChangedSince(Begin(Hosts, new Random(1))).Should().Equal(Enumerable.Range(0, Hosts));

    [Fact]
    public void Edit_EarlierState_StaysAsItWas()
    {
        var before = Begin(Hosts, new Random(1));
        var (waiting, target) = (before.Tally.Waiting, before[0]);

        for (var n = 0; n < Events; n++)
        {
            ChangeSome(before, new Random(n));
        }

        (before.Tally.Waiting, before[0], before.Open.Count).Should().Be((waiting, target, 0));
    }

    [Theory]
    [InlineData("w3", 3)]
    [InlineData("W3", -1)]
    [InlineData("", -1)]
    public void IndexOf_Name_IsItsPlace(string name, int index) => Begin(Hosts, new Random(1)).IndexOf(name).Should().Be(index);

    private static TargetStates Begin(int count, Random random) => TargetStates.From(Enumerable.Range(0, count).Select(i => new TargetState
    {
        Name = $"w{i}",
        WasHealthy = random.Next(2) is 0,
        IgnoresStopFailures = random.Next(2) is 0,
        Steps = [.. LifecyclePlanner.InPlace.Select(name => new StepState { Event = name })],
    }));

    private static IEnumerable<int> Where(TargetStates states, Func<TargetState, bool> wants) => Enumerable.Range(0, states.Count).Where(i => wants(states[i]));

    // Steps of one target follow each other; now and then a target begins anew, which no deployment does.
    private static TargetStates ChangeSome(TargetStates states, Random random)
    {
        var editor = states.Edit();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var index = random.Next(states.Count);
            var steps = editor[index].Steps.ToArray();
            var at = Array.FindIndex(steps, step => step.Status is LifecycleEventStatus.Pending or LifecycleEventStatus.InProgress);
            if (at < 0)
            {
                steps = [.. steps.Select(step => new StepState { Event = step.Event })];
            }
            else if (steps[at].Status is LifecycleEventStatus.Pending)
            {
                steps[at] = steps[at] with { Status = LifecycleEventStatus.InProgress };
            }
            else
            {
                var status = Ends[random.Next(Ends.Length)];
                steps[at] = steps[at] with { Status = status, Outcome = new StepEnded(editor[index].Name, steps[at].Event, status) };
            }

            editor[index] = editor[index] with { Steps = steps };
        }

        return editor.ToStates();
    }
}
