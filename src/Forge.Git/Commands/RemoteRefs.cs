namespace Forge.Git.Commands;

/// <summary>What a foreign repository says of its refs.</summary>
internal sealed record RemoteRefs
{
    /// <summary>Gets the object of each ref that was asked for; of a tag, it may be the tag itself.</summary>
    public required IReadOnlyDictionary<string, CommitId> Ids { get; init; }

    /// <summary>Gets the branch that HEAD names, or null.</summary>
    public string? Head { get; init; }
}
