namespace Forge.Deploy.Planning;

/// <summary>The zones of a deployment, which goes through one after the other. Fixed at the start.</summary>
/// <param name="Zones">The zones in order; at least one.</param>
/// <param name="FirstMonitor">How long the first zone is watched before the second begins; zero for not at all.</param>
/// <param name="Monitor">How long each further zone is watched before the next begins; the last one is not.</param>
internal sealed record ZonePlan(IReadOnlyList<ZoneMinimum> Zones, TimeSpan FirstMonitor, TimeSpan Monitor)
{
    /// <summary>Says how long a zone is watched.</summary>
    /// <param name="index">Which zone, from 0.</param>
    public TimeSpan MonitorOf(int index) => index == Zones.Count - 1 ? TimeSpan.Zero : index == 0 ? FirstMonitor : Monitor;
}
