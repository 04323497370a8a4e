namespace Forge.Build.Driving;

/// <summary>The source of a build was resolved to a commit.</summary>
internal sealed record SourceResolved
{
    public required string BuildId { get; init; }

    public required string Repository { get; init; }

    public required string Commit { get; init; }

    public string? Ref { get; init; }
}
