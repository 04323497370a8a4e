using Forge.Deploy.Planning;

namespace Forge.Deploy.Tests.Planning;

public sealed class RolloutWindowTests
{
    // Hosts end in the order in which they were started; 'x' marks a host that fails.
    [Theory]
    [InlineData(5, "xxx......", nameof(WindowVerdict.Succeeded), 6, 0, 4)]
    [InlineData(5, "xxxx.....", nameof(WindowVerdict.TooFewHealthy), 0, 5, 4)]
    [InlineData(5, "xxx.....x", nameof(WindowVerdict.Succeeded), 5, 0, 4)]
    [InlineData(2, "..x", nameof(WindowVerdict.Succeeded), 2, 0, 1)]
    [InlineData(2, "x..", nameof(WindowVerdict.TooFewHealthy), 0, 2, 1)]
    [InlineData(0, "x", nameof(WindowVerdict.TooFewHealthy), 0, 0, 1)]
    [InlineData(0, ".", nameof(WindowVerdict.Succeeded), 1, 0, 1)]
    [InlineData(0, "xxxxxxxx.", nameof(WindowVerdict.Succeeded), 1, 0, 9)]
    [InlineData(0, "xxxxxxxxx", nameof(WindowVerdict.TooFewHealthy), 0, 0, 9)]
    [InlineData(8, "........x", nameof(WindowVerdict.Succeeded), 8, 0, 1)]
    [InlineData(8, "....x....", nameof(WindowVerdict.TooFewHealthy), 4, 4, 1)]
    [InlineData(6, "...x.....", nameof(WindowVerdict.Succeeded), 8, 0, 3)]
    [InlineData(4, "xxxxx....", nameof(WindowVerdict.TooFewHealthy), 0, 4, 5)]
    [InlineData(8, "x........x", nameof(WindowVerdict.Succeeded), 8, 0, 2)]
    [InlineData(8, "x...x.....", nameof(WindowVerdict.TooFewHealthy), 3, 5, 2)]
    [InlineData(9, ".........x", nameof(WindowVerdict.Succeeded), 9, 0, 1)]
    [InlineData(9, "........x.", nameof(WindowVerdict.TooFewHealthy), 8, 1, 1)]
    [InlineData(10, "..........", nameof(WindowVerdict.Impossible), 0, 10, 0)]
    public void Decide_RunToTheEnd_IsTheReferencesOutcome(int minimum, string hosts, string verdict, int succeeded, int skipped, int mostInFlight)
    {
        foreach (var healthy in new[] { true, false })
        {
            var run = Run([.. hosts.Select(host => (healthy, host == 'x'))], minimum, running => running[0]);

            (run.Verdict.ToString(), run.Succeeded, run.Skipped, run.MostInFlight).Should().Be((verdict, succeeded, skipped, mostInFlight));
        }
    }

    [Fact]
    public void Decide_FirstFailureOfTwo_GoesOnOneAtATime()
    {
        var hosts = Enumerable.Repeat(new WindowHost(true, HostProgress.Waiting), 9).Prepend(new WindowHost(true, HostProgress.Failed)).ToList();

        RolloutWindow.Decide(hosts, 8).Start.Should().Equal(1);
    }

    [Fact]
    public void Decide_SomeUnhealthy_RepairsThemBeforeTouchingHealthyOnes()
    {
        WindowHost[] hosts = [new(false, HostProgress.Succeeded), new(false, HostProgress.Running), new(true, HostProgress.Waiting), new(true, HostProgress.Waiting)];
        RolloutWindow.Decide(hosts, 1).Start.Should().BeEmpty();

        hosts[1] = new(false, HostProgress.Succeeded);
        RolloutWindow.Decide(hosts, 1).Start.Should().Equal(2, 3);
    }

    [Fact]
    public void Decide_UnhealthyStayUnhealthy_HealthyOnesAreLeftAlone()
    {
        WindowHost[] hosts = [new(false, HostProgress.Failed), new(true, HostProgress.Waiting), new(true, HostProgress.Waiting)];

        RolloutWindow.Decide(hosts, 2).Should().BeEquivalentTo((WindowVerdict.TooFewHealthy, Array.Empty<int>()));
    }

    // Every fleet of up to six hosts, every minimum, every combination of failures and of health, three orders of ending.
    [Fact]
    public void Decide_EveryCase_KeepsTheInvariants()
    {
        Func<List<int>, int>[] orders = [running => running[0], running => running[^1], running => running[running.Count / 2]];
        for (var count = 1; count <= 6; count++)
        {
            for (var minimum = 0; minimum <= count + 1; minimum++)
            {
                for (var bits = 0; bits < 1 << (2 * count); bits++)
                {
                    var hosts = Enumerable.Range(0, count).Select(i => (Healthy: (bits >> i & 1) == 1, Fails: (bits >> (count + i) & 1) == 1)).OrderBy(host => host.Healthy).ToArray();
                    foreach (var order in orders)
                    {
                        Check(hosts, minimum, Run(hosts, minimum, order));
                    }
                }
            }
        }
    }

    private static void Check((bool Healthy, bool Fails)[] hosts, int minimum, Outcome run)
    {
        var failures = hosts.Count(host => host.Fails);
        var room = hosts.Length - minimum;
        if (room <= 0)
        {
            Assert.Equal((WindowVerdict.Impossible, hosts.Length), (run.Verdict, run.Skipped));
            return;
        }

        Assert.InRange(run.MostInFlight, 1, room);
        Assert.True(run.Failed <= room, "never more hosts are lost than the configuration allows");
        Assert.True(run.HealthyInTheEnd >= Math.Min(minimum, hosts.Count(host => host.Healthy)) || run.Skipped == 0, "a fleet is not reduced below its minimum");
        Assert.Equal(run.Verdict is WindowVerdict.Succeeded, run.Skipped == 0 && run.Succeeded >= Math.Max(minimum, 1));
        if (failures < room || (failures == 0))
        {
            Assert.Equal(WindowVerdict.Succeeded, run.Verdict);
        }
    }

    private static Outcome Run((bool Healthy, bool Fails)[] fleet, int minimum, Func<List<int>, int> next)
    {
        var hosts = fleet.Select(host => new WindowHost(host.Healthy, HostProgress.Waiting)).ToArray();
        var running = new List<int>();
        var most = 0;
        while (true)
        {
            var (verdict, start) = RolloutWindow.Decide(hosts, minimum);
            foreach (var i in start)
            {
                hosts[i] = hosts[i] with { Progress = HostProgress.Running };
                running.Add(i);
            }

            most = Math.Max(most, running.Count);
            if (verdict is not WindowVerdict.Continue)
            {
                return new Outcome(
                    verdict,
                    Count(HostProgress.Succeeded),
                    Count(HostProgress.Failed),
                    Count(HostProgress.Waiting),
                    most,
                    hosts.Count(host => host.Progress is HostProgress.Succeeded || (host is { Progress: HostProgress.Waiting, WasHealthy: true })));
            }

            Assert.NotEmpty(running);
            var ended = next(running);
            running.Remove(ended);
            hosts[ended] = hosts[ended] with { Progress = fleet[ended].Fails ? HostProgress.Failed : HostProgress.Succeeded };
        }

        int Count(HostProgress progress) => hosts.Count(host => host.Progress == progress);
    }

    private sealed record Outcome(WindowVerdict Verdict, int Succeeded, int Failed, int Skipped, int MostInFlight, int HealthyInTheEnd);
}
