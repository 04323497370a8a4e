using Forge.Deploy.Driving;

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
        var targets = join.Targets.Select(target => new DeploymentTarget(target.Name, WasHealthy: false, target.Description, zonal?.ZoneOf(target.Tags))).ToList();
        return good with
        {
            DeploymentId = DeploymentId.Create(),
            Application = options.Application,
            Targets = group.Order(targets),
            Configuration = configuration,
            MinimumHealthy = catalog.Configuration(configuration).Of(targets.Count),
            Zones = zonal?.Plan(targets.Select(target => target.Zone ?? "")),
            Creator = JoinPlanner.CreatorOf(join.Purpose),
            Description = Describe(join.Purpose, good.DeploymentId),
            AutoRollback = RollbackTriggers.None,
            RollbackOf = null,
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
