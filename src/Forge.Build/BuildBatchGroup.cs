namespace Forge.Build;

/// <summary>One of the builds that a batch consists of, with its history.</summary>
public sealed record BuildBatchGroup
{
    /// <summary>Gets the identifier, unique in the batch. Commands see it as <c>CODEBUILD_BATCH_BUILD_IDENTIFIER</c>.</summary>
    public required string Identifier { get; init; }

    /// <summary>Gets the identifiers of the groups that end before this one begins.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Gets a value indicating whether the batch succeeds although this build fails.</summary>
    public bool IgnoreFailure { get; init; }

    /// <summary>Gets how the group stands: null while it waits for others, <see cref="BuildStatus.Stopped"/> without a build when it will never begin.</summary>
    public BuildStatus? Status { get; init; }

    /// <summary>Gets the id of the build; null when none was started.</summary>
    public string? BuildId { get; init; }

    /// <summary>Gets the builds that <see cref="BuildBatchEngine.RetryAsync"/> has replaced, the oldest first.</summary>
    public IReadOnlyList<BuildBatchBuild> PriorBuilds { get; init; } = [];
}
