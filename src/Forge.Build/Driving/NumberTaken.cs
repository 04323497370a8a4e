namespace Forge.Build.Driving;

/// <summary>A number of a project was given to a build.</summary>
internal sealed record NumberTaken
{
    public required string BuildId { get; init; }
}
