using Forge.Deploy.Driving;
using Forge.Deploy.Planning;
using Forge.Testing;

namespace Forge.Deploy.Tests.Driving;

public sealed class ZonalDeploymentTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(12);

    private readonly DrivingScene _scene = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drive_NothingToWatch_GoesThroughZoneByZone()
    {
        await CreateAsync(TimeSpan.Zero);

        await _scene.DriveAsync();

        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Succeeded);
        _scene.Fleet.Started.Select(step => step.Target).Distinct().Should().Equal("w2", "w1", "w3");
        (await _scene.EventsAsync("d-1")).OfType<ZoneWatched>().Should().BeEmpty();
    }

    [Fact]
    public async Task Drive_ZoneIsWatched_NextBeginsOnlyWhenTheTimeWasSeenInFull()
    {
        await CreateAsync(First);
        var driving = _scene.DriveAsync();

        await WatchedAsync(1, TimeSpan.FromSeconds(5));
        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Baking);
        Touched().Should().Equal("w2");
        await WatchedAsync(2, TimeSpan.FromSeconds(5));
        Touched().Should().Equal("w2");
        await WatchedAsync(3, TimeSpan.FromSeconds(2));
        await driving;

        (await _scene.EventsAsync("d-1")).OfType<ZoneWatched>().Should().Equal(
            new ZoneWatched("a", TimeSpan.FromSeconds(5)), new ZoneWatched("a", TimeSpan.FromSeconds(10)), new ZoneWatched("a", TimeSpan.FromSeconds(12)));
        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Succeeded);
        await _scene.CheckExactlyOnceAsync("d-1");
    }

    [Fact]
    public async Task Drive_HostIsAwayForADay_NoneOfThatTimeCounts()
    {
        await CreateAsync(First);
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
        {
            await using var keeper = await _scene.ClaimAsync("d-1", stop.Token);
            var driving = _scene.DriveAsync(keeper);
            await WatchedAsync(1, TimeSpan.FromSeconds(5));
            await stop.CancelAsync();
            await driving.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        }

        _scene.Time.Advance(TimeSpan.FromDays(1));
        var again = _scene.DriveAsync();
        await WatchedAsync(2, TimeSpan.FromSeconds(5));
        Touched().Should().Equal("w2");
        await WatchedAsync(3, TimeSpan.FromSeconds(2));
        await again;

        (await _scene.EventsAsync("d-1")).OfType<ZoneWatched>().Select(watched => watched.Observed.TotalSeconds).Should().Equal(5, 10, 12);
    }

    [Fact]
    public async Task Drive_AlarmWhileAZoneIsWatched_StopsBeforeTheNext()
    {
        var alarm = new FakeAlarm("errors");
        _scene.Alarms.Add(alarm);
        await CreateAsync(First);
        var driving = _scene.DriveAsync();
        await WatchedAsync(1, TimeSpan.FromSeconds(5));

        alarm.State = AlarmState.Alarm;
        await Eventually.BeTrueAsync(() =>
        {
            _scene.Time.Advance(TimeSpan.FromSeconds(1));
            return driving.IsCompleted;
        }, Cancel);
        await driving;

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure).Should().Be((DeploymentStatus.Stopped, DeploymentFailure.AlarmActive));
        Touched().Should().Equal("w2");
    }

    [Fact]
    public async Task Drive_StoppedWhileAZoneIsWatched_EndsWithinATick()
    {
        await CreateAsync(First);
        var driving = _scene.DriveAsync();
        await WatchedAsync(1, TimeSpan.FromSeconds(5));
        var state = (await _scene.StateAsync("d-1"))!;
        await _scene.Journal.AppendAsync(new() { Appends = [DeploymentStreams.Append(DeploymentStreams.Deployment("d-1"), state.Sequence, [new StopRequested("ann")])] }, Cancel);

        _scene.Time.Advance(TimeSpan.FromSeconds(5));
        await driving;

        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Stopped);
    }

    [Fact]
    public async Task Drive_FirstZoneFails_OthersAreNeverTouched()
    {
        _scene.Fleet.Fail("d-1", "w2", LifecycleEvent.ApplicationStart);
        await CreateAsync(First, minimum: 0);

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure).Should().Be((DeploymentStatus.Failed, DeploymentFailure.HealthConstraints));
        result.Targets.Select(target => target.Status).Should().BeEquivalentTo([TargetStatus.Failed, TargetStatus.Skipped, TargetStatus.Skipped]);
    }

    [Fact]
    public async Task Drive_ZoneCannotBeTouched_SaysWhichOne()
    {
        await _scene.CreateAsync("d-1", created => Zoned(created, TimeSpan.Zero) with { MinimumHealthy = 0, Zones = new ZonePlan([new("a", 0), new("b", 2)], TimeSpan.Zero, TimeSpan.Zero) });

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        result.Failure.Should().Be(DeploymentFailure.HealthConstraintsInvalid);
        result.Message.Should().Contain("2 healthy targets in the zone 'b', and it has 2");
        _scene.Fleet.Started.Should().BeEmpty();
    }

    [Fact]
    public void Plan_Zones_AreByNameAndThoseWithoutOneLast()
    {
        var rule = new ZonalRule("zone", new MinimumHealthyHosts.FleetPercent(50), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));

        var plan = rule.Plan(["b", "", "a", "b", "b"]);

        plan.Zones.Should().Equal(new ZoneMinimum("a", 1), new ZoneMinimum("b", 2), new ZoneMinimum("", 1));
        Enumerable.Range(0, 3).Select(plan.MonitorOf).Should().Equal(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1), TimeSpan.Zero);
        rule.ZoneOf(new Dictionary<string, string> { ["zone"] = "x" }).Should().Be("x");
        rule.ZoneOf(new Dictionary<string, string>()).Should().Be("");
    }

    private Task<string> CreateAsync(TimeSpan first, int minimum = 1) => _scene.CreateAsync("d-1", created => Zoned(created, first) with { MinimumHealthy = minimum });

    // w2 is alone in the first zone; w1 and w3 are in the second, which is the last and not watched.
    private static DeploymentCreated Zoned(DeploymentCreated created, TimeSpan first) => created with
    {
        Targets = [.. created.Targets.Select(target => target with { Zone = target.Name is "w2" ? "a" : "b" })],
        Zones = new ZonePlan([new("a", 0), new("b", 0)], first, TimeSpan.FromHours(1)),
    };

    private IEnumerable<string> Touched() => _scene.Fleet.Started.Select(step => step.Target).Distinct();

    // The clock moves only when somebody is known to wait for it.
    private async Task WatchedAsync(int ticks, TimeSpan length)
    {
        await Eventually.BeTrueAsync(async () => ZoneProgress.Watching((await _scene.StateAsync("d-1"))!) is not null && await CountAsync() == ticks - 1, Cancel);
        await Eventually.BeTrueAsync(async () =>
        {
            if (await CountAsync() >= ticks)
            {
                return true;
            }

            _scene.Time.Advance(length);
            return false;
        }, Cancel);
    }

    private async Task<int> CountAsync() => (await _scene.EventsAsync("d-1")).OfType<ZoneWatched>().Count();
}
