namespace Forge.Git;

/// <summary>A hosted repository.</summary>
public sealed record GitRepository
{
    /// <summary>Gets the name, which a rename changes.</summary>
    public required RepositoryName Name { get; init; }

    /// <summary>Gets the id: a GUID in lower case with dashes. It never changes and is never used again.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the branch that a clone checks out. It need not exist yet.</summary>
    public required GitRef DefaultBranch { get; init; }

    /// <summary>Gets when the repository was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
