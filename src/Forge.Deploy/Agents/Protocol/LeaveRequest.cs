namespace Forge.Deploy.Agents.Protocol;

/// <summary>An agent ends its session because it stops.</summary>
/// <param name="Session">The session.</param>
internal sealed record LeaveRequest(string Session);
