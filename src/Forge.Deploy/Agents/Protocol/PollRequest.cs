namespace Forge.Deploy.Agents.Protocol;

/// <summary>An agent asks for messages.</summary>
/// <param name="Session">The session.</param>
/// <param name="Acknowledged">The number of the last message that it has; those after it are sent again.</param>
/// <param name="Running">The commands whose end it has still to report.</param>
/// <param name="Seconds">How long it wants to wait at most; null for as long as the server does.</param>
internal sealed record PollRequest(string Session, long Acknowledged, IReadOnlyList<string> Running, double? Seconds = null);
