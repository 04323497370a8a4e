using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Polling;

/// <summary>Decides which messages of a session are carried out: each once, in order, in time, and only those for this agent. Not safe for concurrent use.</summary>
/// <param name="agent">The agent's name, which has to match as a whole.</param>
/// <param name="answer">The beginning of the session.</param>
internal sealed class CommandGate(string agent, ConnectAnswer answer)
{
    /// <summary>Gets the number of the last message that was let through.</summary>
    public long Last { get; private set; }

    /// <summary>Lets a message through, or not when it has come before.</summary>
    /// <param name="message">The message, whose signature is right.</param>
    /// <param name="age">How long ago the session began.</param>
    /// <returns>Whether to carry it out.</returns>
    /// <exception cref="AgentException">It is not for this agent and session, too old, out of order, or empty.</exception>
    public bool Admit(AgentMessage message, TimeSpan age)
    {
        var fault = message switch
        {
            _ when message.Agent != agent => $"it is for '{message.Agent}'",
            _ when message.Session != answer.Session => "it belongs to another session",
            { Sequence: < 1 } => "it has no number",
            _ when message.Sequence > Last + 1 => $"it has the number {message.Sequence} after {Last}",
            _ when message.Expires < answer.ServerTime + age => "it is too old",
            { Command.Length: 0 } => "it names no command",
            { Kind: AgentMessageKind.Run, Arguments: not { Count: > 0 } } or { Kind: AgentMessageKind.Run, Arguments: ["", ..] } => "its command is empty",
            { OutputLimit: < 0 or > 64 * 1024 * 1024 } => $"it asks for {message.OutputLimit} bytes of output",
            _ => null,
        };
        if (fault is not null)
        {
            throw new AgentException($"A message of the server is refused: {fault}.", AgentFailure.Protocol);
        }

        if (message.Sequence <= Last)
        {
            return false;
        }

        Last = message.Sequence;
        return true;
    }
}
