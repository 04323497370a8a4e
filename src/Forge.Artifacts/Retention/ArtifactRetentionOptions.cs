using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Retention;

/// <summary>What is kept in an artifact store, and for how long. Read once, when the host starts.</summary>
public sealed class ArtifactRetentionOptions
{
    /// <summary>Gets or sets the name of the store.</summary>
    /// <value>The default is empty: the only one of the host.</value>
    [Required(AllowEmptyStrings = true)]
    public string Store { get; set; } = "";

    /// <summary>Gets the rules. The first whose prefix fits is the one for an artifact; what no rule is for is kept for ever.</summary>
    [ValidateEnumeratedItems]
    public IList<ArtifactRetentionRuleOptions> Rules { get; } = [];

    /// <summary>Gets or sets how long everything is kept whatever the rules say, so that nothing goes that was stored a moment ago and is about to be used.</summary>
    /// <value>The default is 1 hour; 0 to 30 days.</value>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MinAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the time between two sweeps of the background worker.</summary>
    /// <value>The default is 6 hours; 1 minute to 30 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Gets or sets a value indicating whether the background worker only logs what it would delete.</summary>
    /// <value>The default is false.</value>
    public bool DryRun { get; set; }
}
