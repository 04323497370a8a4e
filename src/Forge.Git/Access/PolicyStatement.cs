namespace Forge.Git.Access;

/// <summary>One statement of a policy.</summary>
internal sealed record PolicyStatement
{
    /// <summary>Gets the Sid, or the place in the document.</summary>
    public required string Id { get; init; }

    public required PolicyEffect Effect { get; init; }

    public required IReadOnlyList<Wildcard> Actions { get; init; }

    public required IReadOnlyList<Wildcard> Resources { get; init; }

    /// <summary>Gets the conditions on the ref, each a list of which one must match; none means any ref, known or not.</summary>
    public required IReadOnlyList<IReadOnlyList<Wildcard>> References { get; init; }
}
