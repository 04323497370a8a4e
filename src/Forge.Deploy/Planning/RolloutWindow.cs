namespace Forge.Deploy.Planning;

/// <summary>Decides which hosts a deployment may touch next, and when it has to give up. Pure; a sliding window, not waves.</summary>
/// <remarks>
/// <para>With N hosts and a minimum of M, at most N − M − (failed) hosts are in flight, so that never more than N − M hosts are
/// without a working revision. The hosts that were unhealthy at the start come first; the healthy ones are touched only when
/// every unhealthy one has ended.</para>
/// <para>Once N − M hosts have failed while others wait, no more are started: the deployment fails when those in flight have ended.
/// So the failure that reaches the limit is forgiven when it is the last host's.</para>
/// </remarks>
internal static class RolloutWindow
{
    /// <summary>Decides.</summary>
    /// <param name="hosts">The hosts in the order of deployment: the unhealthy ones first.</param>
    /// <param name="minimum">The minimum number of healthy hosts, M.</param>
    /// <returns>The verdict, and the indexes of the hosts to start now.</returns>
    public static (WindowVerdict Verdict, IReadOnlyList<int> Start) Decide(IReadOnlyList<WindowHost> hosts, int minimum) => Decide(Count(hosts), minimum);

    /// <summary>Decides.</summary>
    /// <param name="hosts">The hosts, counted.</param>
    /// <param name="minimum">The minimum number of healthy hosts, M.</param>
    /// <returns>The verdict, and the indexes of the hosts to start now.</returns>
    public static (WindowVerdict Verdict, IReadOnlyList<int> Start) Decide(WindowTally hosts, int minimum)
    {
        var room = hosts.Total - minimum;
        if (room <= 0)
        {
            return (WindowVerdict.Impossible, []);
        }

        return (hosts.Running, hosts.Waiting, hosts.Failed >= room) switch
        {
            (0, 0, _) => (hosts.Total - hosts.Failed >= Math.Max(minimum, 1) ? WindowVerdict.Succeeded : WindowVerdict.TooFewHealthy, []),
            (0, > 0, true) => (WindowVerdict.TooFewHealthy, []),
            (_, 0, _) or (_, _, true) => (WindowVerdict.Continue, []),
            _ => (WindowVerdict.Continue, [.. hosts.Eligible.Take(room - hosts.Failed - hosts.Running)]),
        };
    }

    private static WindowTally Count(IReadOnlyList<WindowHost> hosts)
    {
        var waiting = Enumerable.Range(0, hosts.Count).Where(i => hosts[i].Progress is HostProgress.Waiting).ToList();
        var repairing = hosts.Any(host => host is { WasHealthy: false, Progress: HostProgress.Waiting or HostProgress.Running });
        return new WindowTally(hosts.Count, hosts.Count(host => host.Progress is HostProgress.Failed), hosts.Count(host => host.Progress is HostProgress.Running), waiting.Count)
        {
            Eligible = repairing ? waiting.Where(i => !hosts[i].WasHealthy) : waiting,
        };
    }
}
