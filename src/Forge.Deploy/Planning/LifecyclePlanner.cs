using Forge.Deploy.Running;
using Forge.Deploy.Specs;

namespace Forge.Deploy.Planning;

/// <summary>Says which events a target goes through and whose scripts each runs. Pure.</summary>
internal static class LifecyclePlanner
{
    /// <summary>Gets the events of a deployment in place without a load balancer, in order.</summary>
    public static IReadOnlyList<LifecycleEvent> InPlace { get; } =
    [
        LifecycleEvent.ApplicationStop,
        LifecycleEvent.DownloadBundle,
        LifecycleEvent.BeforeInstall,
        LifecycleEvent.Install,
        LifecycleEvent.AfterInstall,
        LifecycleEvent.ApplicationStart,
        LifecycleEvent.ValidateService,
    ];

    /// <summary>Gets the events of a target that leaves, in order: all of them of the revision that it has.</summary>
    public static IReadOnlyList<LifecycleEvent> Termination { get; } =
        [LifecycleEvent.BeforeBlockTraffic, LifecycleEvent.AfterBlockTraffic, LifecycleEvent.ApplicationStop];

    /// <summary>Tells whether an event runs the scripts of the revision that is installed, not of the one being deployed.</summary>
    public static bool UsesInstalledRevision(LifecycleEvent name) =>
        name is LifecycleEvent.ApplicationStop or LifecycleEvent.BeforeBlockTraffic or LifecycleEvent.AfterBlockTraffic;

    /// <summary>Tells whether the failure of an event is ignored when the deployment ignores failures of ApplicationStop.</summary>
    public static bool IsStopping(LifecycleEvent name) => UsesInstalledRevision(name);

    /// <summary>Tells whether an event surely does nothing on any target, given which events have scripts in the revision being deployed.</summary>
    public static bool IsEmpty(LifecycleEvent name, IReadOnlyCollection<LifecycleEvent> scripted) =>
        name is not (LifecycleEvent.DownloadBundle or LifecycleEvent.Install) && !UsesInstalledRevision(name) && !scripted.Contains(name);

    /// <summary>Returns the scripts that an appspec has for an event.</summary>
    public static IReadOnlyList<HookScript> Scripts(AppSpec spec, LifecycleEvent name) =>
        spec.Hooks.TryGetValue(name, out var hooks) ? [.. hooks.Select(hook => new HookScript(hook.Location, hook.Timeout, hook.RunAs))] : [];
}
