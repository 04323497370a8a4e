namespace Forge.Build;

/// <summary>How one phase of a batch went.</summary>
public sealed record BuildBatchPhaseResult
{
    /// <summary>Gets the phase.</summary>
    public required BuildBatchPhase Phase { get; init; }

    /// <summary>Gets how it ended; <see cref="BuildStatus.InProgress"/> while it runs, null for the phase that a batch ends in.</summary>
    public BuildStatus? Status { get; init; }

    /// <summary>Gets when it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the code of what went wrong, in the words of the reference: <c>BATCH_SPEC_VALIDATION_ERROR</c>, <c>YAML_FILE_ERROR</c>, <c>CLIENT_ERROR</c>.</summary>
    /// <value>Empty when nothing went wrong.</value>
    public string StatusCode { get; init; } = "";

    /// <summary>Gets what went wrong.</summary>
    /// <value>Empty when nothing went wrong.</value>
    public string Message { get; init; } = "";
}
