namespace Forge.Git.Pushes;

/// <summary>One ref that a push wants to move, or has moved.</summary>
internal sealed record RefUpdate
{
    public required string Ref { get; init; }

    /// <summary>Gets the commit before; forty zeros when the ref is created.</summary>
    public required string Old { get; init; }

    /// <summary>Gets the commit after; forty zeros when the ref is deleted.</summary>
    public required string New { get; init; }

    public bool Creates => Old == CommitId.None.ToString();

    public bool Deletes => New == CommitId.None.ToString();

    /// <summary>Reads a line that git hands to a hook: old id, new id, ref name.</summary>
    public static RefUpdate? Read(string line) =>
        line.Split(' ', 3) is [var old, var @new, var name] && CommitId.TryParse(old, out _) && CommitId.TryParse(@new, out _)
            ? new RefUpdate { Ref = name, Old = old, New = @new }
            : null;
}
