namespace Forge.Git;

/// <summary>Where source code is, as a user names it.</summary>
public sealed record SourceLocation
{
    private readonly int _depth;

    /// <summary>Gets the repository, in the words of the provider: a repository name, a URL or a path.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets the wanted version.</summary>
    /// <value>
    /// A branch, a tag, a full ref name, a commit id (full, or at least seven digits of one that are not those of another), <c>pr/N</c> for
    /// pull or merge request number N, or a full ref name and a commit that it led to at some time, as in
    /// <c>refs/heads/main^{0123456789012345678901234567890123456789}</c>. The default is empty: the repository's default branch.
    /// </value>
    public string Version { get; init; } = "";

    /// <summary>Gets how many commits of history are fetched where nothing is there yet. The files of a checkout are the same whatever it is.</summary>
    /// <value>From 1 to 25; 0, the default, and anything greater mean the whole history.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Depth
    {
        get => _depth;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _depth = value;
        }
    }

    /// <summary>Gets a value indicating whether a checkout holds the files of submodules too.</summary>
    /// <value>The default is false: the directory of a submodule is empty.</value>
    public bool FetchSubmodules { get; init; }
}
