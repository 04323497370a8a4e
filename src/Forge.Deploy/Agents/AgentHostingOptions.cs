using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Agents;

/// <summary>How a host serves polling agents. Read once, when the first one connects.</summary>
public sealed class AgentHostingOptions : IValidatableObject
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets the file with the private key that signs what agents are asked for. Agents pin it: keep a backup.</summary>
    /// <value>No default. Made when it does not exist, ECDSA on P-256 in PEM, readable by its owner only.</value>
    [Required]
    public string KeyPath { get; set; } = "";

    /// <summary>Gets or sets how long a poll waits when there is nothing to do.</summary>
    /// <value>The default is 45 seconds; from 1 second to 10 minutes. Less than what proxies on the way allow.</value>
    public TimeSpan PollTime { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Gets or sets after which silence an agent counts as lost. What runs for it is then found again when it is back.</summary>
    /// <value>The default is 30 seconds; from 1 second to 1 hour.</value>
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets after which silence a second process with an agent's identity may take its place: a restarted agent is one.</summary>
    /// <value>The default is 2 seconds; from 0 to 1 minute, not more than <see cref="LostAfter"/>.</value>
    public TimeSpan TakeOverAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PollTime < TimeSpan.FromSeconds(1) || PollTime > LongestPoll)
        {
            yield return new ValidationResult("The poll time of agents must be from 1 second to 10 minutes.");
        }

        if (LostAfter < TimeSpan.FromSeconds(1) || LostAfter > TimeSpan.FromHours(1))
        {
            yield return new ValidationResult("Agents can count as lost after 1 second to 1 hour of silence.");
        }

        if (TakeOverAfter < TimeSpan.Zero || TakeOverAfter > TimeSpan.FromMinutes(1) || TakeOverAfter > LostAfter)
        {
            yield return new ValidationResult("A second process can take an agent's place after 0 seconds to 1 minute of silence, not later than the agent counts as lost.");
        }
    }
}

[OptionsValidator]
internal sealed partial class AgentHostingOptionsValidator : IValidateOptions<AgentHostingOptions>;
