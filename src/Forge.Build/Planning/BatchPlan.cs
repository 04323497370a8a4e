namespace Forge.Build.Planning;

/// <summary>The builds of a batch.</summary>
internal sealed record BatchPlan
{
    /// <summary>Gets a value indicating whether the first build that fails stops all others.</summary>
    public required bool FastFail { get; init; }

    /// <summary>Gets the builds: every build stands behind those that it depends on.</summary>
    public required IReadOnlyList<BatchTask> Tasks { get; init; }

    /// <summary>Gets what keeps the batch from beginning, with the code BATCH_SPEC_VALIDATION_ERROR; empty for nothing.</summary>
    public string Problem { get; init; } = "";
}
