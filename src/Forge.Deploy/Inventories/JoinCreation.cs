using Forge.Deploy.Driving;
using Forge.Deploy.Notifications;

namespace Forge.Deploy.Inventories;

/// <summary>Makes the deployments that begin by themselves. Pure.</summary>
internal static class JoinCreation
{
    private const string AllAtOnce = "CodeDeployDefault.AllAtOnce";

    /// <summary>Makes a deployment.</summary>
    /// <param name="catalog">The configurations.</param>
    /// <param name="options">The group.</param>
    /// <param name="group">How it stands.</param>
    /// <param name="good">The last successful deployment of the group; for a target that leaves, one that gives the names.</param>
    /// <param name="join">What is planned.</param>
    public static DeploymentCreated Create(DeploymentCatalog catalog, DeploymentGroupOptions options, GroupState group, DeploymentCreated good, PlannedJoin join)
    {
        // A target that has nothing yet, or leaves, is not one that has to stay healthy.
        var isUpdate = join.Purpose is JoinPurpose.OutdatedTarget;
        var configuration = isUpdate ? options.Configuration : AllAtOnce;
        var zonal = catalog.Zonal(configuration);
        // What is updated alone cannot be held healthy by the others: at least one may be deployed to.
        var most = join.Targets.Count - 1;
        var targets = join.Targets.Select(target => new DeploymentTarget(target.Name, WasHealthy: false, target.Description, zonal?.ZoneOf(target.Tags))).ToList();
        return good with
        {
            DeploymentId = DeploymentId.Create(),
            Application = options.Application,
            Targets = group.Order(targets),
            Configuration = configuration,
            MinimumHealthy = Math.Min(catalog.Configuration(configuration).Of(targets.Count), most),
            Zones = zonal?.Plan(targets.Select(target => target.Zone ?? "")) is { } zones
                ? zones with { Zones = [.. zones.Zones.Select(zone => zone with { MinimumHealthy = Math.Min(zone.MinimumHealthy, targets.Count(target => (target.Zone ?? "") == zone.Zone) - 1) })] }
                : null,
            Creator = JoinPlanner.CreatorOf(join.Purpose),
            Description = Describe(join.Purpose, good.DeploymentId),
            AutoRollback = RollbackTriggers.None,
            RollbackOf = null,
            // It waits for nobody's turn: it is beside the deployments that take the group.
            Queued = null,
            IgnoresWindows = false,
            Gates = isUpdate ? catalog.Gates(options) : null,
            BakeTime = isUpdate ? options.BakeTime : TimeSpan.Zero,
            Triggers = options.Triggers.Count is 0 ? null : [.. options.Triggers.Select(TriggerPlan.Of)],
            Alarms = isUpdate ? [.. options.Alarms] : [],
            IgnoreUnreadableAlarms = options.IgnoreUnreadableAlarms,
            MaxRevisions = options.MaxRevisions,
            Join = join.Purpose,
            RevisionOf = good.DeploymentId,
        };
    }

    /// <summary>Makes what the group records of it.</summary>
    public static GroupJoining ToEvent(DeploymentCreated created) => new(
        created.DeploymentId,
        created.Join!.Value,
        created.Join is JoinPurpose.Termination ? "" : created.RevisionOf!,
        created.Targets.ToDictionary(target => target.Name, target => target.Instance));

    private static string Describe(JoinPurpose purpose, string good) => purpose switch
    {
        JoinPurpose.Termination => "Before the target leaves",
        JoinPurpose.OutdatedTarget => $"Update to the revision of {good}",
        _ => $"The revision of {good} for a new target",
    };
}
