using System.ComponentModel.DataAnnotations;

namespace Forge.Artifacts.Retention;

/// <summary>How much is kept of the artifacts whose keys begin alike. What breaks any of the limits goes, the oldest first.</summary>
/// <remarks>
/// Below the prefix, a key is read as <c>project/unit/…</c>: limits hold for each project by itself, and a unit, such as a build
/// with all its artifacts, is kept or deleted whole. <see cref="ProjectDepth"/> and <see cref="UnitDepth"/> say how many segments each has.
/// </remarks>
public sealed class ArtifactRetentionRuleOptions
{
    /// <summary>Gets or sets what the keys begin with, such as <c>releases/</c>.</summary>
    /// <value>The default is empty: all keys that no earlier rule is for.</value>
    [Required(AllowEmptyStrings = true)]
    public string Prefix { get; set; } = "";

    /// <summary>Gets or sets how many segments below the prefix name a project.</summary>
    /// <value>The default is 1; 0 to 16, where 0 means that everything below the prefix is one project.</value>
    [Range(0, 16)]
    public int ProjectDepth { get; set; } = 1;

    /// <summary>Gets or sets how many more segments name a unit.</summary>
    /// <value>The default is 1; 1 to 16.</value>
    [Range(1, 16)]
    public int UnitDepth { get; set; } = 1;

    /// <summary>Gets or sets the most units of a project.</summary>
    /// <value>The default is null: no limit. 1 or more.</value>
    [Range(1, int.MaxValue)]
    public int? MaxCount { get; set; }

    /// <summary>Gets or sets how old a unit may be, by the artifact in it that was stored last.</summary>
    /// <value>The default is null: no limit. One hour or more.</value>
    [Range(typeof(TimeSpan), "01:00:00", "36500.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan? MaxAge { get; set; }

    /// <summary>Gets or sets the most bytes of a project. What trees share counts once, for the newest that needs it.</summary>
    /// <value>The default is null: no limit. 1 or more.</value>
    [Range(1L, long.MaxValue)]
    public long? MaxBytes { get; set; }
}
