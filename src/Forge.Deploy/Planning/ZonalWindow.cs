namespace Forge.Deploy.Planning;

/// <summary>Decides like <see cref="RolloutWindow"/>, but one zone after the other. Pure.</summary>
/// <remarks>
/// Within a zone both the minimum of the zone and that of the whole fleet limit how many hosts are in flight, and either one ends the
/// deployment. A zone in which too few hosts succeeded, or none, is the last one that was touched. A zone is watched for a while before
/// the next one begins.
/// </remarks>
internal static class ZonalWindow
{
    /// <summary>Decides.</summary>
    /// <param name="zones">The hosts of each zone in the order of deployment, by their index among all; at least one host in each.</param>
    /// <param name="minimums">The minimum number of healthy hosts of each zone.</param>
    /// <param name="hosts">All hosts.</param>
    /// <param name="minimum">The minimum number of healthy hosts of the fleet.</param>
    /// <param name="watched">How many zones, from the first, have been watched long enough.</param>
    /// <returns>The verdict, and the indexes of the hosts to start now.</returns>
    public static (WindowVerdict Verdict, IReadOnlyList<int> Start) Decide(
        IReadOnlyList<IReadOnlyList<int>> zones, IReadOnlyList<int> minimums, IReadOnlyList<WindowHost> hosts, int minimum, int watched)
    {
        var room = hosts.Count - minimum;
        if (room <= 0 || zones.Zip(minimums).Any(zone => zone.First.Count <= zone.Second))
        {
            return (WindowVerdict.Impossible, []);
        }

        var failed = hosts.Count(host => host.Progress is HostProgress.Failed);
        var running = hosts.Count(host => host.Progress is HostProgress.Running);
        var isLost = failed >= room && hosts.Any(host => host.Progress is HostProgress.Waiting);
        for (var i = 0; i < zones.Count; i++)
        {
            var zone = zones[i];
            var (verdict, start) = RolloutWindow.Decide([.. zone.Select(host => hosts[host])], minimums[i]);
            if (verdict is WindowVerdict.TooFewHealthy || (isLost && running == 0))
            {
                return (WindowVerdict.TooFewHealthy, []);
            }

            if (verdict is WindowVerdict.Continue)
            {
                return (WindowVerdict.Continue, isLost ? [] : [.. start.Select(host => zone[host]).Take(room - failed - running)]);
            }

            if (i < zones.Count - 1 && i >= watched)
            {
                return (WindowVerdict.Watch, []);
            }
        }

        return RolloutWindow.Decide(hosts, minimum);
    }
}
