namespace Forge.Artifacts.Retention;

/// <summary>What keeps an artifact from being kept.</summary>
public enum ArtifactRetentionLimit
{
    /// <summary>There are more units of its project than <see cref="ArtifactRetentionRuleOptions.MaxCount"/>.</summary>
    Count,

    /// <summary>It is older than <see cref="ArtifactRetentionRuleOptions.MaxAge"/>.</summary>
    Age,

    /// <summary>Its project has more bytes than <see cref="ArtifactRetentionRuleOptions.MaxBytes"/>.</summary>
    Bytes,
}
