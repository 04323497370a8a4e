namespace Forge.Build;

/// <summary>A build of a batch. <see cref="BuildEngine.GetAsync"/> tells everything about it.</summary>
public sealed record BuildBatchBuild
{
    /// <summary>Gets the id of the build.</summary>
    public required string BuildId { get; init; }

    /// <summary>Gets how it stands or ended.</summary>
    public required BuildStatus Status { get; init; }
}
