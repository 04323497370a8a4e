using Forge.Deploy.Planning;

namespace Forge.Deploy.Tests.Planning;

/// <summary>The windows against models that know no windows: where hosts end in the order in which they began, the outcome follows from counting failures.</summary>
public sealed class RolloutModelTests
{
    // N − M hosts may fail before the rollout ends. When that many have failed, only the last of them was in flight: whatever comes after it was never touched.
    [Fact]
    public void Decide_EveryFleetUpToEight_AgreesWithTheModel()
    {
        for (var count = 1; count <= 8; count++)
        {
            for (var minimum = 0; minimum <= count + 1; minimum++)
            {
                for (var fails = 0; fails < 1 << count; fails++)
                {
                    for (var unhealthy = 0; unhealthy <= count; unhealthy++)
                    {
                        Assert.Equal(
                            Model([count], [0], minimum, fails),
                            Run(count, unhealthy, fails, hosts => RolloutWindow.Decide(hosts, minimum), out _));
                    }
                }
            }
        }
    }

    [Fact]
    public void DecideZonal_EveryDivisionOfUpToSix_AgreesWithTheModel()
    {
        int[][] divisions = [[1], [3], [1, 1], [2, 1], [1, 2], [2, 2], [3, 1], [1, 3], [1, 1, 1], [2, 1, 2], [1, 3, 1], [2, 2, 2], [3, 3], [1, 2, 3]];
        foreach (var zones in divisions)
        {
            var count = zones.Sum();
            for (var minimum = 0; minimum <= count; minimum++)
            {
                for (var perZone = 0; perZone <= 2; perZone++)
                {
                    int[] minimums = [.. zones.Select(_ => perZone)];
                    for (var fails = 0; fails < 1 << count; fails++)
                    {
                        CheckZones(zones, minimums, minimum, fails);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(9, "AllAtOnce", 0, 9)]
    [InlineData(9, "HalfAtATime", 5, 4)]
    [InlineData(9, "OneAtATime", 8, 1)]
    [InlineData(1, "OneAtATime", 0, 1)]
    [InlineData(1, "HalfAtATime", 1, 0)]
    [InlineData(2, "HalfAtATime", 1, 1)]
    public void Predefined_Fleet_HasTheReferencesMinimumAndParallelism(int fleet, string name, int minimum, int parallel)
    {
        var found = DeploymentConfigurations.Predefined[DeploymentConfigurations.Prefix + name].Of(fleet);

        (found, InFlight(fleet, found)).Should().Be((minimum, parallel));
    }

    [Theory]
    [InlineData(9, 6, 3)]
    [InlineData(10, 8, 2)]
    [InlineData(10, 9, 1)]
    [InlineData(10, 0, 10)]
    [InlineData(10, 10, 0)]
    public void HostCount_Fleet_HasTheReferencesParallelism(int fleet, int count, int parallel) =>
        InFlight(fleet, new MinimumHealthyHosts.HostCount(count).Of(fleet)).Should().Be(parallel);

    [Theory]
    [InlineData(9, 40, 4, 5)]
    [InlineData(10, 85, 9, 1)]
    [InlineData(10, 95, 10, 0)]
    [InlineData(10, 0, 0, 10)]
    [InlineData(1, 99, 1, 0)]
    [InlineData(100, 99, 99, 1)]
    public void FleetPercent_Fleet_HasTheReferencesMinimumAndParallelism(int fleet, int percent, int minimum, int parallel)
    {
        var found = new MinimumHealthyHosts.FleetPercent(percent).Of(fleet);

        (found, InFlight(fleet, found)).Should().Be((minimum, parallel));
    }

    [Fact]
    public void DecideZonal_BothMinimums_TheStricterOneCounts()
    {
        IReadOnlyList<IReadOnlyList<int>> zones = [[0, 1, 2, 3], [4, 5, 6, 7]];
        var hosts = Enumerable.Repeat(new WindowHost(true, HostProgress.Waiting), 8).ToList();

        ZonalWindow.Decide(zones, [1, 1], hosts, 0, 0).Start.Should().Equal(0, 1, 2);
        ZonalWindow.Decide(zones, [1, 1], hosts, 6, 0).Start.Should().Equal(0, 1);
        ZonalWindow.Decide(zones, [0, 4], hosts, 0, 0).Verdict.Should().Be(WindowVerdict.Impossible, "the second zone could never be deployed to");
    }

    private static void CheckZones(int[] zones, int[] minimums, int minimum, int fails)
    {
        var indexes = zones.Select((size, i) => (IReadOnlyList<int>)[.. Enumerable.Range(zones.Take(i).Sum(), size)]).ToList();
        var watched = 0;

        var outcome = Run(
            zones.Sum(),
            unhealthy: 0,
            fails,
            hosts =>
            {
                var decided = ZonalWindow.Decide(indexes, minimums, hosts, minimum, watched);
                if (decided.Verdict is WindowVerdict.Watch)
                {
                    Assert.Empty(decided.Start);
                    watched++;
                    decided = ZonalWindow.Decide(indexes, minimums, hosts, minimum, watched);
                }

                // Never a host of a later zone while one of an earlier zone is on its way.
                Assert.True(decided.Start.Count == 0 || indexes.TakeWhile(zone => !zone.Contains(decided.Start[0])).SelectMany(zone => zone).All(host => hosts[host].Progress is HostProgress.Succeeded or HostProgress.Failed));
                return decided;
            },
            out var touched);

        Assert.Equal(Model(zones, minimums, minimum, fails), outcome);
        Assert.Equal(outcome is "Impossible" ? 0 : indexes.Count(zone => zone[0] < touched) - 1, watched);
    }

    private static string Model(int[] zones, int[] minimums, int minimum, int fails)
    {
        var count = zones.Sum();
        if (count <= minimum || zones.Zip(minimums).Any(zone => zone.First <= zone.Second))
        {
            return "Impossible";
        }

        var (host, failures, log) = (0, 0, "");
        for (var zone = 0; zone < zones.Length; zone++)
        {
            var inZone = 0;
            for (var i = 1; i <= zones[zone]; i++, host++)
            {
                var isBad = (fails >> host & 1) == 1;
                log += isBad ? 'x' : '.';
                (failures, inZone) = isBad ? (failures + 1, inZone + 1) : (failures, inZone);
                if ((failures >= count - minimum && host < count - 1) || (inZone >= zones[zone] - minimums[zone] && i < zones[zone]))
                {
                    return $"Failed {log}";
                }
            }

            if (zones[zone] - inZone < Math.Max(minimums[zone], 1))
            {
                return $"Failed {log}";
            }
        }

        return count - failures >= Math.Max(minimum, 1) ? $"Succeeded {log}" : $"Failed {log}";
    }

    // Hosts end in the order in which they began. The log tells those that were touched.
    private static string Run(int count, int unhealthy, int fails, Func<IReadOnlyList<WindowHost>, (WindowVerdict Verdict, IReadOnlyList<int> Start)> decide, out int touched)
    {
        var hosts = Enumerable.Range(0, count).Select(i => new WindowHost(i >= unhealthy, HostProgress.Waiting)).ToArray();
        var running = new Queue<int>();
        while (true)
        {
            var (verdict, start) = decide(hosts);
            foreach (var i in start)
            {
                hosts[i] = hosts[i] with { Progress = HostProgress.Running };
                running.Enqueue(i);
            }

            if (verdict is not WindowVerdict.Continue)
            {
                touched = hosts.Count(host => host.Progress is not HostProgress.Waiting);
                var log = string.Concat(hosts.TakeWhile(host => host.Progress is not HostProgress.Waiting).Select(host => host.Progress is HostProgress.Failed ? 'x' : '.'));
                return verdict is WindowVerdict.Impossible ? "Impossible" : $"{(verdict is WindowVerdict.Succeeded ? "Succeeded" : "Failed")} {log}";
            }

            var ended = running.Dequeue();
            hosts[ended] = hosts[ended] with { Progress = (fails >> ended & 1) == 1 ? HostProgress.Failed : HostProgress.Succeeded };
        }
    }

    private static int InFlight(int fleet, int minimum) =>
        RolloutWindow.Decide([.. Enumerable.Repeat(new WindowHost(true, HostProgress.Waiting), fleet)], minimum).Start.Count;
}
