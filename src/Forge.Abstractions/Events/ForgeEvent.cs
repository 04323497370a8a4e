namespace Forge;

/// <summary>Something that happened, as told to the rest of the world.</summary>
public sealed record ForgeEvent
{
    /// <summary>Gets the event's id: the same on every delivery, so that a sink can drop a repeat.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what happened, in dotted lower case: <c>forge.git.push</c>, <c>forge.build.ended</c>, <c>forge.deployment.ended</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Gets what it happened to: a repository, a build, a deployment.</summary>
    public required string Subject { get; init; }

    /// <summary>Gets the details: one JSON object, whose members <see cref="Type"/> determines. Never holds a secret.</summary>
    public required string Data { get; init; }
}
