using System.ComponentModel.DataAnnotations;
using Forge.Deploy.Running;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Agents;

/// <summary>A deploy target whose commands a polling agent fetches. Read once, when the target is first used.</summary>
public sealed class AgentDeployTargetOptions : IValidatableObject
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Gets or sets the directory that Forge keeps bundles, logs and steps in.</summary>
    /// <value>The default is <c>/opt/forge/deployment-root</c>. Absolute; created when it does not exist.</value>
    [Required]
    public string StateDirectory { get; set; } = "/opt/forge/deployment-root";

    /// <summary>Gets or sets what an appspec's absolute destinations are below.</summary>
    /// <value>The default is empty: the machine's own root. Otherwise absolute.</value>
    public string DestinationRoot { get; set; } = "";

    /// <summary>Gets or sets how long a deployment waits for an agent that is not connected.</summary>
    /// <value>The default is 2 minutes, which is longer than an agent waits before it tries again; from 0 to 1 day.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets the variables that every hook on this target finds in its environment, beside those of the deployment.</summary>
    /// <value>The default is none. Names are letters, digits and underscores, not a digit first.</value>
    public IDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the tags by which deployment groups find the target.</summary>
    /// <value>The default is none; at most 10, a key of 1 to 128 and a value of at most 256 characters.</value>
    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var problems = TargetOptionsRules.Check(StateDirectory, DestinationRoot, Variables, Tags);
        return ConnectTimeout < TimeSpan.Zero || ConnectTimeout > LongestWait
            ? problems.Append(new ValidationResult("A deployment can wait for an agent from 0 seconds to 1 day."))
            : problems;
    }
}

[OptionsValidator]
internal sealed partial class AgentDeployTargetOptionsValidator : IValidateOptions<AgentDeployTargetOptions>;
