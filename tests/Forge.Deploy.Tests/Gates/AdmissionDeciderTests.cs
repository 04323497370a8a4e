using Forge.Deploy.Driving;
using Forge.Deploy.Gates;

namespace Forge.Deploy.Tests.Gates;

public sealed class AdmissionDeciderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly DeploymentWindows Nights = new([new DeploymentWindow([], new TimeOnly(22, 0), new TimeOnly(6, 0), TimeZoneInfo.Utc)]);

    [Fact]
    public void FindHindrance_NothingInTheWay_IsNone()
    {
        Find(GroupState.Empty).Should().BeNull();
        Find(GroupState.Empty.Apply(new GroupQueued("d-2", "ann"))).Should().BeNull("it is its turn");
    }

    [Fact]
    public void FindHindrance_AnotherIsActive_NamesItAndItsCreator() =>
        Find(GroupState.Empty.Apply(new GroupReserved("d-1", "ann"))).Should().ContainAll("'d-1'", "'ann'", "'web'", "one deployment at a time");

    [Fact]
    public void FindHindrance_AnotherCameFirst_NamesIt() =>
        Find(GroupState.Empty.Apply(new GroupQueued("d-1", "ann")).Apply(new GroupQueued("d-2", "bob"))).Should().ContainAll("'d-1'", "'ann'", "comes first");

    [Fact]
    public void FindHindrance_Locked_NamesTheOwnerTheReasonAndSinceWhen()
    {
        var locked = GroupState.Empty.Apply(new GroupLocked("ann", "the database moves.", Noon.AddDays(-1)));

        Find(locked).Should().Be("'web' takes no deployment: 'ann' locked it at 2026-11-23 12:00:00Z: the database moves. Ask 'ann' to unlock it.");
        Find(locked.Apply(new GroupUnlocked("bob", true))).Should().BeNull();
    }

    [Fact]
    public void FindHindrance_OutsideOfTheWindows_NamesThemAndTheNextOpening() =>
        AdmissionDecider.FindHindrance(GroupState.Empty, "web", "d-2", Nights, Noon).Should().ContainAll("every day 22:00-06:00 UTC", "opens at 2026-11-24 22:00:00Z");

    [Fact]
    public void FindHindrance_InsideOfAWindow_IsNone() =>
        AdmissionDecider.FindHindrance(GroupState.Empty, "web", "d-2", Nights, Noon.AddHours(12)).Should().BeNull();

    private static string? Find(GroupState group) => AdmissionDecider.FindHindrance(group, "web", "d-2", DeploymentWindows.Always, Noon);
}
