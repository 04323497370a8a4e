namespace Forge.Git.Storage;

/// <summary>What repositories.json holds.</summary>
internal sealed record RepositoryFile
{
    public IReadOnlyList<RepositoryRecord> Repositories { get; init; } = [];
}
