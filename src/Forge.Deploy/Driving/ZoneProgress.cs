using Forge.Deploy.Gates;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Driving;

/// <summary>Looks at a deployment zone by zone. Pure.</summary>
internal static class ZoneProgress
{
    /// <summary>Decides which targets may be started, and whether the deployment is over.</summary>
    public static (WindowVerdict Verdict, IReadOnlyList<int> Start) Decide(DeploymentState state)
    {
        if (state.Created.Zones is null && !GateDecider.HoldsTargets(state))
        {
            return RolloutWindow.Decide(state.Targets.Tally, state.Created.MinimumHealthy);
        }

        WindowHost[] hosts = [.. state.Targets.Select(target => new WindowHost(target.WasHealthy, GateDecider.Progress(state, target)))];
        if (state.Created.Zones is not { } plan)
        {
            return RolloutWindow.Decide(hosts, state.Created.MinimumHealthy);
        }

        var zones = state.Selected.Select((target, i) => (target.Zone, i)).ToLookup(target => target.Zone ?? "", target => target.i, StringComparer.Ordinal);
        return ZonalWindow.Decide(
            [.. plan.Zones.Select(zone => (IReadOnlyList<int>)[.. zones[zone.Zone]])], [.. plan.Zones.Select(zone => zone.MinimumHealthy)], hosts, state.Created.MinimumHealthy, Watched(state, plan));
    }

    /// <summary>Tells which zone is being watched and how much longer; null while none is.</summary>
    public static (string Zone, TimeSpan Observed, TimeSpan Remaining)? Watching(DeploymentState state)
    {
        if (state is { Created.Zones: null } or { Ended: not null } || Decide(state).Verdict is not WindowVerdict.Watch)
        {
            return null;
        }

        var plan = state.Created.Zones!;
        var index = Watched(state, plan);
        var zone = plan.Zones[index].Zone;
        var observed = state.Watched.GetValueOrDefault(zone);
        return (zone, observed, plan.MonitorOf(index) - observed);
    }

    private static int Watched(DeploymentState state, ZonePlan plan) =>
        plan.Zones.TakeWhile((zone, i) => state.Watched.GetValueOrDefault(zone.Zone) >= plan.MonitorOf(i)).Count();
}
