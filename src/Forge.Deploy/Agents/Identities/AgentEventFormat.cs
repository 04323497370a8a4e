using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Journal;

namespace Forge.Deploy.Agents.Identities;

/// <summary>How events of identities are written into the journal and read back. What is not known is refused, never skipped.</summary>
internal static class AgentEventFormat
{
    /// <summary>The kind of the histories.</summary>
    public const string Kind = "deploy-agent";

    private const int Version = 1;

    private static readonly Dictionary<string, JsonTypeInfo> Types = new(StringComparer.Ordinal)
    {
        ["registered"] = AgentEventJson.Default.AgentRegistered,
        ["credential-replaced"] = AgentEventJson.Default.AgentCredentialReplaced,
        ["credential-used"] = AgentEventJson.Default.AgentCredentialUsed,
        ["linked"] = AgentEventJson.Default.AgentLinked,
        ["removed"] = AgentEventJson.Default.AgentRemoved,
    };

    private static readonly Dictionary<Type, string> Names = Types.ToDictionary(pair => pair.Value.Type, pair => pair.Key);

    /// <summary>Writes an event.</summary>
    public static JournalEntry Write(AgentEvent happened)
    {
        var name = Names[happened.GetType()];
        return new JournalEntry { Type = name, Version = Version, Data = JsonSerializer.Serialize(happened, Types[name]) };
    }

    /// <summary>Reads an event.</summary>
    /// <exception cref="JournalException">A newer version of Forge wrote the event, or it is damaged.</exception>
    public static AgentEvent Read(JournalEvent recorded)
    {
        var entry = recorded.Entry;
        if (!Types.TryGetValue(entry.Type, out var type) || entry.Version > Version)
        {
            throw new JournalException(
                $"Event {recorded.Sequence} of '{recorded.Stream}' has the type '{entry.Type}' in version {entry.Version}, which this version of Forge does not know. Use the newer version that wrote it.",
                JournalFailure.Unsupported);
        }

        try
        {
            return (AgentEvent)JsonSerializer.Deserialize(entry.Data, type)!;
        }
        catch (JsonException e)
        {
            throw new JournalException(
                $"Event {recorded.Sequence} of '{recorded.Stream}' cannot be read: {e.Message} Restore the journal from a backup.", JournalFailure.Corrupt, innerException: e);
        }
    }
}
