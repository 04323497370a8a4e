namespace Forge.Build;

/// <summary>What a webhook starts.</summary>
public enum BuildWebhookBuildType
{
    /// <summary>A build.</summary>
    Build,

    /// <summary>A batch of builds, as the <c>batch</c> section of the buildspec says.</summary>
    Batch,
}
