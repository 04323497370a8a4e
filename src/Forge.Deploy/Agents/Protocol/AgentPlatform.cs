namespace Forge.Deploy.Agents.Protocol;

/// <summary>What an agent tells about its machine.</summary>
internal sealed record AgentPlatform
{
    public required string OperatingSystem { get; init; }

    public required string User { get; init; }

    public required bool IsAdministrator { get; init; }

    public required string BootId { get; init; }
}
