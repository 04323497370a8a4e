using System.Buffers;

namespace Forge.Deploy.Agents.Connections;

/// <summary>What a command has printed, as it arrives in parts that may come twice. Not safe for concurrent use.</summary>
internal sealed class CommandOutput(int limit)
{
    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>Adds a part.</summary>
    /// <exception cref="AgentException">It leaves a gap, or is beyond what was asked for.</exception>
    public void Add(long offset, ReadOnlySpan<byte> part)
    {
        if (offset < 0 || offset > _kept.WrittenCount || offset + part.Length > limit)
        {
            throw new AgentException($"{part.Length} bytes of output at {offset} cannot follow {_kept.WrittenCount} where {limit} are allowed.", AgentFailure.Protocol);
        }

        var known = (int)Math.Min(part.Length, _kept.WrittenCount - offset);
        _kept.Write(part[known..]);
    }

    /// <summary>Returns everything.</summary>
    public byte[] ToArray() => _kept.WrittenSpan.ToArray();
}
