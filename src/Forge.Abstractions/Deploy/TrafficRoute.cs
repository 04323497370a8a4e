namespace Forge.Deploy;

/// <summary>A service behind a router, and its two releases.</summary>
public sealed record TrafficRoute
{
    /// <summary>Gets the service, by the router's name for it.</summary>
    public required string Service { get; init; }

    /// <summary>Gets the release that served before, by the router's name for it.</summary>
    public required string Stable { get; init; }

    /// <summary>Gets the release that is being brought in, by the router's name for it.</summary>
    public required string Candidate { get; init; }
}
