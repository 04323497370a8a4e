namespace Forge.Deploy;

/// <summary>What a minimum of healthy targets counts.</summary>
public enum MinimumHealthyHostsType
{
    /// <summary>HOST_COUNT: targets.</summary>
    HostCount,

    /// <summary>FLEET_PERCENT: percent of the group's targets, 0 to 99.</summary>
    FleetPercent,
}
