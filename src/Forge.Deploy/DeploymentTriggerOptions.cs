using System.ComponentModel.DataAnnotations;

namespace Forge.Deploy;

/// <summary>Messages about a group's deployments, with the reference's fields. They go through the outbox to every <see cref="IForgeEventSink"/>, and so to webhooks.</summary>
/// <remarks>The types of the events are <c>forge.trigger.deployment.start</c>, <c>.success</c>, <c>.failure</c>, <c>.stop</c>, <c>.rollback</c>, <c>.ready</c> and <c>forge.trigger.instance.start</c>, <c>.success</c>, <c>.failure</c>, <c>.ready</c>.</remarks>
public sealed class DeploymentTriggerOptions
{
    /// <summary>Gets or sets the name, which messages carry as eventTriggerName; unique in its group, compared ordinally.</summary>
    /// <value>1 to 100 letters, digits and <c>. _ -</c>.</value>
    [Required]
    [RegularExpression(@"^[A-Za-z0-9._\-]{1,100}$", ErrorMessage = "{0} must be 1 to 100 letters, digits and . _ -.")]
    public string Name { get; set; } = "";

    /// <summary>Gets what it tells of.</summary>
    /// <value>The default is none, which stands for everything.</value>
    public IList<DeploymentTriggerEvent> Events { get; } = [];
}
