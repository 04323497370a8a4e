using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Connections;

/// <summary>The messages of a session in order. Each is handed out again until the agent says that it has it. Not safe for concurrent use.</summary>
internal sealed class MessageQueue
{
    private readonly Queue<(long Sequence, SignedMessage Message)> _waiting = new();

    /// <summary>Gets the number of the last message.</summary>
    public long Last { get; private set; }

    /// <summary>Adds a message.</summary>
    /// <param name="make">Makes it from its number.</param>
    /// <returns>The number.</returns>
    public long Add(Func<long, SignedMessage> make)
    {
        _waiting.Enqueue((++Last, make(Last)));
        return Last;
    }

    /// <summary>Forgets what the agent has.</summary>
    /// <exception cref="AgentException">The agent says that it has what was never sent.</exception>
    public void Acknowledge(long sequence)
    {
        if (sequence > Last || sequence < 0)
        {
            throw new AgentException($"Message {sequence} cannot have been received: there are {Last}.", AgentFailure.Protocol);
        }

        while (_waiting.TryPeek(out var oldest) && oldest.Sequence <= sequence)
        {
            _waiting.Dequeue();
        }
    }

    /// <summary>Returns the oldest messages that the agent does not have, as many as one answer may hold.</summary>
    public IReadOnlyList<SignedMessage> Peek()
    {
        var room = AgentProtocol.MostAnswerBytes / 4;
        return [.. _waiting.Take(AgentProtocol.MostMessages).TakeWhile((entry, index) => (room -= entry.Message.Payload.Length) > 0 || index == 0).Select(entry => entry.Message)];
    }
}
