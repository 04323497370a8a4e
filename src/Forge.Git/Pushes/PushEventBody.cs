namespace Forge.Git.Pushes;

/// <summary>The details of a <c>forge.git.push</c> event.</summary>
internal sealed record PushEventBody
{
    public required string Repository { get; init; }

    public required string RepositoryId { get; init; }

    public required string User { get; init; }

    public required string Ref { get; init; }

    public required string OldCommit { get; init; }

    public required string NewCommit { get; init; }

    /// <summary>Gets <c>created</c>, <c>updated</c> or <c>deleted</c>.</summary>
    public required string Kind { get; init; }
}
