namespace Forge.Build.Driving;

/// <summary>A command of the build is a breakpoint and waits.</summary>
internal sealed record BuildPaused
{
    public required string BuildId { get; init; }
}
