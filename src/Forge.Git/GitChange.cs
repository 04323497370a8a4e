namespace Forge.Git;

/// <summary>What a push brought.</summary>
public sealed record GitChange
{
    /// <summary>Gets the message of the newest commit, without the line ends at its end.</summary>
    public required string Message { get; init; }

    /// <summary>Gets the paths of the files that were added, changed or removed. Bytes that are not UTF-8 are replaced.</summary>
    public required IReadOnlyList<string> Files { get; init; }
}
