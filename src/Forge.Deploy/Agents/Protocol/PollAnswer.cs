namespace Forge.Deploy.Agents.Protocol;

/// <summary>The messages that there are; none when the time of the poll is over.</summary>
/// <param name="Messages">The messages, in order.</param>
internal sealed record PollAnswer(IReadOnlyList<SignedMessage> Messages);
