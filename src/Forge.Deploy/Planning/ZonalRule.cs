namespace Forge.Deploy.Planning;

/// <summary>How a deployment configuration goes from zone to zone. Pure.</summary>
/// <param name="Tag">The key of the tag whose value is the zone of a target.</param>
/// <param name="Minimum">The minimum of healthy targets in each zone.</param>
/// <param name="FirstMonitor">How long the first zone is watched.</param>
/// <param name="Monitor">How long each further zone is watched.</param>
internal sealed record ZonalRule(string Tag, MinimumHealthyHosts Minimum, TimeSpan FirstMonitor, TimeSpan Monitor)
{
    /// <summary>Says which zone a target is in; empty for none.</summary>
    public string ZoneOf(IReadOnlyDictionary<string, string> tags) => tags.GetValueOrDefault(Tag, "");

    /// <summary>Plans the zones of a deployment: by name, the targets without one last.</summary>
    /// <param name="zones">The zone of each target.</param>
    public ZonePlan Plan(IEnumerable<string> zones) => new(
        [.. zones.GroupBy(zone => zone, StringComparer.Ordinal).OrderBy(zone => zone.Key is "").ThenBy(zone => zone.Key, StringComparer.Ordinal).Select(zone => new ZoneMinimum(zone.Key, Minimum.Of(zone.Count())))],
        FirstMonitor,
        Monitor);
}
