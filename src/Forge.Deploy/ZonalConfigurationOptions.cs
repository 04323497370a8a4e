using System.ComponentModel.DataAnnotations;

namespace Forge.Deploy;

/// <summary>How a deployment goes from zone to zone: one after the other, by the names of the zones. Targets without a zone are one more, which comes last.</summary>
public sealed class ZonalConfigurationOptions
{
    private const string Longest = "7.00:00:00";

    /// <summary>Gets or sets the key of the tag whose value is the zone of a target.</summary>
    /// <value>The default is <c>zone</c>; 1 to 128 characters.</value>
    [Required]
    [StringLength(128)]
    public string Tag { get; set; } = "zone";

    /// <summary>Gets or sets how long a zone is watched before the next one begins. Only time counts in which a host watched it and could read the alarms.</summary>
    /// <value>The default is zero; at most 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:00", Longest)]
    public TimeSpan MonitorDuration { get; set; }

    /// <summary>Gets or sets how long the first zone is watched.</summary>
    /// <value>The default is null: as long as the others. At most 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:00", Longest)]
    public TimeSpan? FirstZoneMonitorDuration { get; set; }

    /// <summary>Gets or sets what <see cref="MinimumHealthyHostsPerZone"/> counts.</summary>
    /// <value>The default is <see cref="MinimumHealthyHostsType.HostCount"/>.</value>
    [EnumDataType(typeof(MinimumHealthyHostsType))]
    public MinimumHealthyHostsType Type { get; set; }

    /// <summary>Gets or sets how many targets of each zone stay healthy, beside the minimum of the whole group.</summary>
    /// <value>The default is 0; a number from 0, percent from 0 to 99, rounded up to whole targets.</value>
    [Range(0, int.MaxValue)]
    public int MinimumHealthyHostsPerZone { get; set; }
}
