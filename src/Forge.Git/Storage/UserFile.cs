namespace Forge.Git.Storage;

/// <summary>What users.json holds.</summary>
internal sealed record UserFile
{
    public IReadOnlyList<UserRecord> Users { get; init; } = [];
}
