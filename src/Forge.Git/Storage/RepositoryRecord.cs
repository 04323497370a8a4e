namespace Forge.Git.Storage;

/// <summary>One repository in repositories.json.</summary>
internal sealed record RepositoryRecord
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string DefaultBranch { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
