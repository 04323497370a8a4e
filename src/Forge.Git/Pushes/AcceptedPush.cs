namespace Forge.Git.Pushes;

/// <summary>A push that the host has allowed: git is about to move the refs.</summary>
internal sealed record AcceptedPush
{
    public required string Push { get; init; }

    public required string User { get; init; }

    /// <summary>Gets the repository's name when the push came.</summary>
    public required string Repository { get; init; }

    public required IReadOnlyList<RefUpdate> Updates { get; init; }

    /// <summary>Gets the process group of git, so that one which outlives its host is found.</summary>
    public required int ProcessGroup { get; init; }
}
