namespace Forge.Build;

/// <summary>What a <see cref="BuildBadge"/> says.</summary>
public enum BuildBadgeStatus
{
    /// <summary>Nothing was built yet.</summary>
    Unknown,

    /// <summary>The newest build runs or waits.</summary>
    InProgress,

    /// <summary>The newest build succeeded.</summary>
    Passing,

    /// <summary>The newest build failed, whoever is to blame, took too long, or was stopped.</summary>
    Failing,
}
