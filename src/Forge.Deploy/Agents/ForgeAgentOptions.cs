using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Agents;

/// <summary>How a polling agent finds and treats its server. Read once, when the agent starts.</summary>
public sealed class ForgeAgentOptions : IValidatableObject
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the address at which the server serves agents, as in <c>https://forge.example.org/agents</c>.</summary>
    /// <value>No default. Plain http is refused unless <see cref="AllowPlainLoopback"/> is set.</value>
    [Required]
    public Uri? Server { get; set; }

    /// <summary>Gets or sets the registration file, which <see cref="AgentRegistration"/> makes. The agent writes into it: its directory must be writable.</summary>
    /// <value>No default.</value>
    [Required]
    public string RegistrationPath { get; set; } = "";

    /// <summary>Gets or sets a value indicating whether a server on this machine may be talked to over plain http.</summary>
    /// <value>The default is false.</value>
    public bool AllowPlainLoopback { get; set; }

    /// <summary>Gets or sets the proxy to go through.</summary>
    /// <value>The default is null: the proxy that the environment names in <c>https_proxy</c> and <c>no_proxy</c>, or none.</value>
    public Uri? Proxy { get; set; }

    /// <summary>Gets or sets about how long the agent waits before it tries again after the first failure. The wait doubles with each further one.</summary>
    /// <value>The default is 1 second; more than zero, not more than <see cref="LongestBackOff"/>.</value>
    public TimeSpan FirstBackOff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how long the agent waits at most before it tries again.</summary>
    /// <value>The default is 90 seconds; up to 1 hour.</value>
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Gets or sets how long an answer of the server may take, beyond the time that a poll waits.</summary>
    /// <value>The default is 30 seconds; from 1 second to 1 hour.</value>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long commands that run may still take when the agent is stopped. Hooks are not ended in any case.</summary>
    /// <value>The default is 3 seconds; from 0 to 1 hour.</value>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Server is not null && !IsAllowed(Server, AllowPlainLoopback))
        {
            yield return new ValidationResult($"The agent's server '{Server}' must have an https address. Plain http is possible to a server on this machine, when it is asked for.");
        }

        if (FirstBackOff <= TimeSpan.Zero || LongestBackOff < FirstBackOff || LongestBackOff > LongestWait)
        {
            yield return new ValidationResult("The waits of an agent must be more than zero, at most 1 hour, and the first not longer than the longest.");
        }

        if (AnswerTimeout < TimeSpan.FromSeconds(1) || AnswerTimeout > LongestWait)
        {
            yield return new ValidationResult("An agent can wait for answers from 1 second to 1 hour.");
        }

        if (StopGrace < TimeSpan.Zero || StopGrace > LongestWait)
        {
            yield return new ValidationResult("Commands of an agent that stops can have 0 seconds to 1 hour.");
        }
    }

    internal static bool IsAllowed(Uri server, bool allowPlainLoopback) =>
        server.IsAbsoluteUri && server.UserInfo.Length == 0
        && (server.Scheme == Uri.UriSchemeHttps || (server.Scheme == Uri.UriSchemeHttp && server.IsLoopback && allowPlainLoopback));
}

[OptionsValidator]
internal sealed partial class ForgeAgentOptionsValidator : IValidateOptions<ForgeAgentOptions>;
