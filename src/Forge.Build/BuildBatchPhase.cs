namespace Forge.Build;

/// <summary>The phases of a batch, in their order. It ends in one of the last three.</summary>
public enum BuildBatchPhase
{
    /// <summary>The batch was asked for.</summary>
    Submitted,

    /// <summary>The source is being fetched and <c>batch</c> of its buildspec read.</summary>
    DownloadBatchSpec,

    /// <summary>The builds run, or wait for those that they depend on.</summary>
    InProgress,

    /// <summary>The artifacts of the builds are being put into one, where the project asks for it.</summary>
    CombineArtifacts,

    /// <summary>The batch has succeeded. This phase has no status and no end.</summary>
    Succeeded,

    /// <summary>The batch has failed. This phase has no status and no end.</summary>
    Failed,

    /// <summary>The batch was stopped. This phase has no status and no end.</summary>
    Stopped,
}
