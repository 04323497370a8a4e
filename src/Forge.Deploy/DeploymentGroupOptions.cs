using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy;

/// <summary>A deployment group: targets that get a revision together.</summary>
public sealed class DeploymentGroupOptions
{
    /// <summary>Gets or sets the name. Unique in a host, compared ordinally; it also names the group's folder on targets.</summary>
    /// <value>1 to 100 letters, digits and <c>. _ + = , @ -</c>; not <c>.</c> or <c>..</c>.</value>
    [Required]
    [RegularExpression(@"^(?!\.{1,2}$)[A-Za-z0-9._+=,@\-]{1,100}$", ErrorMessage = "{0} must be 1 to 100 letters, digits and . _ + = , @ -, and not . or ..")]
    public string Name { get; set; } = "";

    /// <summary>Gets or sets the application's name, as hooks find it in APPLICATION_NAME.</summary>
    /// <value>The default is empty: the name of the group.</value>
    [StringLength(100)]
    public string Application { get; set; } = "";

    /// <summary>Gets the names of targets that belong to the group whatever their tags are. Each must exist when a deployment is created.</summary>
    /// <value>The default is empty. A group has at least one of <see cref="Targets"/>, <see cref="TagFilters"/>, <see cref="TagSet"/> and
    /// <see cref="Inventories"/>, and a target that any of them selects belongs to it. Unhealthy targets are deployed to first, then in the order
    /// of this list, then in that of their names.</value>
    public IList<string> Targets { get; } = [];

    /// <summary>Gets filters: a target that matches one of them belongs to the group.</summary>
    /// <value>The default is empty; at most 10. Not together with <see cref="TagSet"/>.</value>
    [MaxLength(10)]
    [ValidateEnumeratedItems]
    public IList<TagFilterOptions> TagFilters { get; } = [];

    /// <summary>Gets lists of filters: a target that matches one filter of each list belongs to the group.</summary>
    /// <value>The default is empty; at most 3.</value>
    [MaxLength(3)]
    [ValidateEnumeratedItems]
    public IList<TagFilterGroupOptions> TagSet { get; } = [];

    /// <summary>Gets the names of inventories whose targets all belong to the group.</summary>
    /// <value>The default is empty; at most 10.</value>
    [MaxLength(10)]
    public IList<string> Inventories { get; } = [];

    /// <summary>Gets or sets a value indicating whether a target that appears, by registration or in an inventory, gets the group's last successful revision by itself.</summary>
    /// <value>The default is false: it gets the next deployment's.</value>
    public bool IsElastic { get; set; }

    /// <summary>Gets or sets what becomes of targets of an elastic group that appeared while a deployment ran.</summary>
    /// <value>The default is <see cref="OutdatedTargetsStrategy.Update"/>.</value>
    [EnumDataType(typeof(OutdatedTargetsStrategy))]
    public OutdatedTargetsStrategy OutdatedTargets { get; set; }

    /// <summary>Gets or sets a value indicating whether a target that is deregistered first runs the scripts of its revision that stop the application.</summary>
    /// <value>The default is false.</value>
    public bool HasTerminationHook { get; set; }

    /// <summary>Gets or sets the deployment configuration: how many targets are deployed to at once.</summary>
    /// <value>The default is <c>CodeDeployDefault.OneAtATime</c>; also <c>CodeDeployDefault.HalfAtATime</c>, <c>CodeDeployDefault.AllAtOnce</c>
    /// and every name in <see cref="DeploymentOptions.Configurations"/>.</value>
    [Required]
    public string Configuration { get; set; } = "CodeDeployDefault.OneAtATime";

    /// <summary>Gets or sets what makes a deployment be followed by one of the last successful revision.</summary>
    /// <value>The default is a failure and an alarm.</value>
    public RollbackTriggers AutoRollback { get; set; } = RollbackTriggers.Failure | RollbackTriggers.Alarm;

    /// <summary>Gets the names of alarms: while one of them is raised, a deployment begins nothing more and ends as <see cref="DeploymentStatus.Stopped"/>. A rollback does not ask them.</summary>
    /// <value>The default is empty; at most 10.</value>
    [MaxLength(10)]
    public IList<string> Alarms { get; } = [];

    /// <summary>Gets or sets a value indicating whether a deployment goes on when an alarm cannot be read.</summary>
    /// <value>The default is false: it is stopped, for nobody knows what the alarm would say.</value>
    public bool IgnoreUnreadableAlarms { get; set; }

    /// <summary>Gets or sets what happens where a file exists that the group did not install. The appspec and the request come first.</summary>
    /// <value>The default is <see cref="FileExistsBehavior.Disallow"/>.</value>
    [EnumDataType(typeof(FileExistsBehavior))]
    public FileExistsBehavior FileExistsBehavior { get; set; }

    /// <summary>Gets or sets how many revisions each target keeps, the current one included; the last successful one always stays.</summary>
    /// <value>The default is 5; from 1 to 1,000.</value>
    [Range(1, 1000)]
    public int MaxRevisions { get; set; } = 5;

    /// <summary>Gets or sets what becomes of a deployment that cannot begin yet.</summary>
    /// <value>The default is <see cref="QueueBehavior.Refuse"/>.</value>
    [EnumDataType(typeof(QueueBehavior))]
    public QueueBehavior QueueBehavior { get; set; }

    /// <summary>Gets the times in which deployments may begin. A deployment that has begun goes on when its window closes, and a rollback waits for none.</summary>
    /// <value>The default is none, which stands for always.</value>
    [ValidateEnumeratedItems]
    public IList<DeploymentWindowOptions> Windows { get; } = [];

    /// <summary>Gets the places at which a deployment waits for somebody's word.</summary>
    /// <value>The default is none; at most 20.</value>
    [MaxLength(20)]
    [ValidateEnumeratedItems]
    public IList<DeploymentGateOptions> Gates { get; } = [];

    /// <summary>Gets the messages about the group's deployments.</summary>
    /// <value>The default is none; at most 10.</value>
    [MaxLength(10)]
    [ValidateEnumeratedItems]
    public IList<DeploymentTriggerOptions> Triggers { get; } = [];

    /// <summary>Gets or sets how long the alarms are watched after the last target, before a deployment counts as a success. Only time counts during which a host watched. A rollback does not bake.</summary>
    /// <value>The default is zero: not at all; up to 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan BakeTime { get; set; }

    /// <summary>Gets or sets the artifact store that revisions come from.</summary>
    /// <value>The default is empty: the only store that the host has.</value>
    public string ArtifactStore { get; set; } = "";
}
