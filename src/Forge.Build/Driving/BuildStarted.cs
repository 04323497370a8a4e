using Forge.Build.Planning;

namespace Forge.Build.Driving;

/// <summary>A build was asked for.</summary>
internal sealed record BuildStarted
{
    public required string BuildId { get; init; }

    public required long Number { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required BuildDefinition Definition { get; init; }
}
