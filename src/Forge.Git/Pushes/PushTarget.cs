namespace Forge.Git.Pushes;

/// <summary>Who pushes what where.</summary>
internal sealed record PushTarget
{
    /// <summary>Gets the id of the push.</summary>
    public required string Push { get; init; }

    public required GitUser User { get; init; }

    public required GitRepository Repository { get; init; }

    public required string Directory { get; init; }
}
