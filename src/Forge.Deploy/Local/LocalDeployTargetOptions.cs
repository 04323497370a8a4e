using System.ComponentModel.DataAnnotations;
using Forge.Deploy.Running;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Local;

/// <summary>A deploy target that is this machine. Read once, when the target is first used.</summary>
public sealed class LocalDeployTargetOptions : IValidatableObject
{
    /// <summary>Gets or sets the directory that Forge keeps bundles, logs and steps in.</summary>
    /// <value>The default is <c>/opt/forge/deployment-root</c>. Absolute; created when it does not exist.</value>
    [Required]
    public string StateDirectory { get; set; } = "/opt/forge/deployment-root";

    /// <summary>Gets or sets what an appspec's absolute destinations are below. Several targets on one machine have a root each.</summary>
    /// <value>The default is empty: the machine's own root. Otherwise absolute.</value>
    public string DestinationRoot { get; set; } = "";

    /// <summary>Gets the variables that every hook on this target finds in its environment, beside those of the deployment.</summary>
    /// <value>The default is none. Names are letters, digits and underscores, not a digit first.</value>
    public IDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the tags by which deployment groups find the target.</summary>
    /// <value>The default is none; at most 10, a key of 1 to 128 and a value of at most 256 characters.</value>
    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        TargetOptionsRules.Check(StateDirectory, DestinationRoot, Variables, Tags);
}

[OptionsValidator]
internal sealed partial class LocalDeployTargetOptionsValidator : IValidateOptions<LocalDeployTargetOptions>;
