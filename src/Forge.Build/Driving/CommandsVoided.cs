namespace Forge.Build.Driving;

/// <summary>The commands that were about to begin never will: the environment that waits for them is given up, and they begin in another one.</summary>
internal sealed record CommandsVoided
{
    public required string BuildId { get; init; }
}
