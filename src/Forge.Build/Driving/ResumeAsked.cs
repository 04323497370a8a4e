namespace Forge.Build.Driving;

/// <summary>Somebody wants the build to go on after a breakpoint.</summary>
internal sealed record ResumeAsked
{
    public required string BuildId { get; init; }

    public required string By { get; init; }
}
