namespace Forge.Build;

/// <summary>Which builds of a batch are started anew.</summary>
public enum BuildBatchRetry
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those that did not succeed. Those that did are kept as they are.</summary>
    Failed,
}
