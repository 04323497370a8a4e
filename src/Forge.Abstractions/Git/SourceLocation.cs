namespace Forge.Git;

/// <summary>Where source code is, as a user names it.</summary>
public sealed record SourceLocation
{
    /// <summary>Gets the repository, in the words of the provider: a repository name, a URL or a path.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets the wanted version: a branch, a tag, a full ref name or a full commit id.</summary>
    /// <value>The default is empty: the repository's default branch.</value>
    public string Version { get; init; } = "";
}
