namespace Forge.Build.Driving;

/// <summary>The buildspec was read and its commands are about to begin: from here on nothing may be done twice.</summary>
internal sealed record SpecRead
{
    public required string BuildId { get; init; }

    /// <summary>Gets the buildspec's name in messages. The buildspec itself is where the build runs: it may hold what only there may be read.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the SHA-256 of the buildspec.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets the image that the commands run in, with its digest; null for none.</summary>
    public string? Image { get; init; }

    /// <summary>Gets how many lines of the build itself the log had before: whoever goes on with the build writes those after them anew.</summary>
    public required long LogNotes { get; init; }
}
