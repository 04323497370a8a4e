namespace Forge.Artifacts.Copying;

/// <summary>What a copy has done.</summary>
public sealed record ArtifactCopyResult
{
    /// <summary>Gets how many artifacts were copied.</summary>
    public int CopiedCount { get; init; }

    /// <summary>Gets how many bytes they have.</summary>
    public long CopiedBytes { get; init; }

    /// <summary>Gets how many artifacts the target had already.</summary>
    public int PresentCount { get; init; }

    /// <summary>Gets what could not be copied, in the order of the keys.</summary>
    public IReadOnlyList<ArtifactCopyOutcome> Failures { get; init; } = [];

    internal ArtifactCopyResult With(ArtifactCopyOutcome outcome) => outcome switch
    {
        { Failure: not null } => this with { Failures = [.. Failures, outcome] },
        { IsCopied: true } => this with { CopiedCount = CopiedCount + 1, CopiedBytes = CopiedBytes + outcome.Artifact.Size },
        _ => this with { PresentCount = PresentCount + 1 },
    };
}
