namespace Forge.Build.Driving;

/// <summary>A build ended.</summary>
internal sealed record BuildEnded
{
    public required string BuildId { get; init; }

    public required string Project { get; init; }

    public required BuildStatus Status { get; init; }

    public required DateTimeOffset EndedAt { get; init; }
}
