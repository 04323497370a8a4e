namespace Forge.Git.Pushes;

/// <summary>What an allowed push has moved, if anything.</summary>
internal sealed record EndedPush
{
    public required string Push { get; init; }

    public required IReadOnlyList<RefUpdate> Updates { get; init; }
}
