namespace Forge.Build.Driving;

/// <summary>Somebody wants the build to stop.</summary>
internal sealed record StopAsked
{
    public required string BuildId { get; init; }

    public required string By { get; init; }
}
