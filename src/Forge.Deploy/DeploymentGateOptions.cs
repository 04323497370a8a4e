using System.ComponentModel.DataAnnotations;

namespace Forge.Deploy;

/// <summary>A place at which a deployment waits until somebody or something says that it may go on.</summary>
public sealed class DeploymentGateOptions
{
    /// <summary>Gets or sets the name; unique in its group, compared ordinally.</summary>
    /// <value>1 to 100 letters, digits and <c>. _ -</c>.</value>
    [Required]
    [RegularExpression(@"^[A-Za-z0-9._\-]{1,100}$", ErrorMessage = "{0} must be 1 to 100 letters, digits and . _ -.")]
    public string Name { get; set; } = "";

    /// <summary>Gets or sets who is asked: the name of an <see cref="IDeploymentGate"/>.</summary>
    /// <value>The default is empty: a person, who answers with <see cref="DeploymentApprovals"/>.</value>
    public string Gate { get; set; } = "";

    /// <summary>Gets or sets where in the deployment.</summary>
    /// <value>The default is <see cref="DeploymentStage.BeforeDeployment"/>.</value>
    [EnumDataType(typeof(DeploymentStage))]
    public DeploymentStage Stage { get; set; }

    /// <summary>Gets or sets the lifecycle event, for <see cref="DeploymentStage.BeforeEvent"/> and <see cref="DeploymentStage.AfterEvent"/>.</summary>
    /// <value>The default is null; required for those stages, and not allowed for others.</value>
    public LifecycleEvent? Event { get; set; }

    /// <summary>Gets or sets how long the deployment waits for the answer, from the first question on. Then it fails.</summary>
    /// <value>The default is 1 hour; from 1 second to 30 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(1);
}
