using System.ComponentModel.DataAnnotations;

namespace Forge.Pipelines.Webhooks;

/// <summary>Where events of Forge are sent to. Read once, when the sink is created.</summary>
public sealed class WebhookSinkOptions
{
    /// <summary>Gets or sets the address that the events are posted to.</summary>
    /// <value>Required; absolute, http or https. What is between the scheme and an <c>@</c> is not allowed: use <see cref="SecretId"/>.</value>
    [Required]
    public Uri? Url { get; set; }

    /// <summary>Gets or sets the id of the secret that events are signed with, in the host's <see cref="ISecretStore"/>. It is read for every delivery.</summary>
    /// <value>Required.</value>
    [Required]
    public string SecretId { get; set; } = "";

    /// <summary>Gets the types of events that are sent: <c>forge.build.ended</c>, or <c>forge.build.*</c> for all that begin so.</summary>
    /// <value>The default is none, which stands for all.</value>
    public IList<string> EventTypes { get; } = [];

    /// <summary>Gets or sets how long one delivery may take.</summary>
    /// <value>The default is 10 seconds; from 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
