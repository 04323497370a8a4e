using Forge.Build.Driving;

namespace Forge.Build.Tests.Driving;

public sealed class BuildSlotsTests
{
    private readonly BuildSlots _slots = new(most: 3);

    [Fact]
    public void Enter_RoomForAll_EveryTurnComes()
    {
        Enter("a").HasCome.Should().BeTrue();
        Enter("b").HasCome.Should().BeTrue();
        Enter("c").HasCome.Should().BeTrue();
    }

    [Fact]
    public void Enter_HostIsFull_WaitsInOrder()
    {
        var running = new[] { Enter("a"), Enter("a"), Enter("a") };
        var (first, second) = (Enter("a"), Enter("b"));

        (first.HasCome, second.HasCome).Should().Be((false, false));

        running[1].Dispose();

        (first.HasCome, second.HasCome).Should().Be((true, false));
    }

    [Fact]
    public void Enter_ProjectIsFull_LetsOthersPass()
    {
        var one = Enter("a", limit: 1);
        var two = Enter("a", limit: 1);
        var other = Enter("b");

        (one.HasCome, two.HasCome, other.HasCome).Should().Be((true, false, true));

        one.Dispose();

        two.HasCome.Should().BeTrue();
    }

    [Fact]
    public void Enter_NoWaitAndProjectIsFull_IsRefused()
    {
        Enter("a", limit: 1);

        _slots.Invoking(slots => slots.Enter("a", 1, BuildEntry.NoWait)).Should().Throw<BuildRefusedException>()
            .WithMessage("Cannot have more than 1 builds of 'a' at one time.*").Which.Project.Should().Be("a");
    }

    [Fact]
    public void Enter_FiveTimesTheLimitWaits_IsRefused()
    {
        for (var i = 0; i < 6; i++)
        {
            Enter("a", limit: 1);
        }

        _slots.Invoking(slots => slots.Enter("a", 1, BuildEntry.Wait)).Should().Throw<BuildRefusedException>().WithMessage("5 builds of 'a' wait already*");
    }

    [Fact]
    public void Enter_RunsAlready_CountsButNeverWaits()
    {
        for (var i = 0; i < 4; i++)
        {
            _slots.Enter("a", 1, BuildEntry.Running).HasCome.Should().BeTrue();
        }

        Enter("b").HasCome.Should().BeFalse();
    }

    [Fact]
    public void Dispose_Waiting_LeavesTheQueue()
    {
        var running = Enter("a", limit: 1);
        var (left, next) = (Enter("a", limit: 1), Enter("a", limit: 1));

        left.Dispose();
        left.Dispose();
        running.Dispose();

        (left.HasCome, next.HasCome).Should().Be((false, true));
    }

    private BuildTurn Enter(string project, int? limit = null) => _slots.Enter(project, limit, BuildEntry.Wait);
}
