using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Journal;

namespace Forge.Deploy.Driving;

/// <summary>How events are written into the journal and read back. What is not known is refused, never skipped.</summary>
internal static class JournalFormat
{
    private const int Version = 1;

    private static readonly Dictionary<string, JsonTypeInfo> Types = new(StringComparer.Ordinal)
    {
        ["created"] = JournalJson.Default.DeploymentCreated,
        ["started"] = JournalJson.Default.DeploymentStarted,
        ["step-started"] = JournalJson.Default.StepStarted,
        ["step-ended"] = JournalJson.Default.StepEnded,
        ["stop-requested"] = JournalJson.Default.StopRequested,
        ["alarm-raised"] = JournalJson.Default.AlarmRaised,
        ["zone-watched"] = JournalJson.Default.ZoneWatched,
        ["gate-asked"] = JournalJson.Default.GateAsked,
        ["gate-answered"] = JournalJson.Default.GateAnswered,
        ["baked"] = JournalJson.Default.Baked,
        ["wait-skipped"] = JournalJson.Default.WaitSkipped,
        ["admitted"] = JournalJson.Default.DeploymentAdmitted,
        ["ended"] = JournalJson.Default.DeploymentEnded,
        ["reserved"] = JournalJson.Default.GroupReserved,
        ["released"] = JournalJson.Default.GroupReleased,
        ["queued"] = JournalJson.Default.GroupQueued,
        ["withdrawn"] = JournalJson.Default.GroupWithdrawn,
        ["locked"] = JournalJson.Default.GroupLocked,
        ["unlocked"] = JournalJson.Default.GroupUnlocked,
        ["joining"] = JournalJson.Default.GroupJoining,
        ["joined"] = JournalJson.Default.GroupJoined,
        ["target-registered"] = JournalJson.Default.TargetRegistered,
        ["target-tagged"] = JournalJson.Default.TargetTagged,
        ["target-leaving"] = JournalJson.Default.TargetLeaving,
        ["target-deregistered"] = JournalJson.Default.TargetDeregistered,
    };

    private static readonly Dictionary<Type, string> Names = Types.ToDictionary(pair => pair.Value.Type, pair => pair.Key);

    /// <summary>Writes an event.</summary>
    public static JournalEntry Write(object recorded)
    {
        var name = Names[recorded.GetType()];
        return new JournalEntry { Type = name, Version = Version, Data = JsonSerializer.Serialize(recorded, Types[name]) };
    }

    /// <summary>Reads an event.</summary>
    /// <typeparam name="T">The events of the history: of a deployment or of a group.</typeparam>
    /// <exception cref="JournalException">A newer version of Forge wrote the event, or it is damaged.</exception>
    public static T Read<T>(JournalEvent recorded)
        where T : class
    {
        var entry = recorded.Entry;
        if (!Types.TryGetValue(entry.Type, out var type) || !type.Type.IsAssignableTo(typeof(T)) || entry.Version > Version)
        {
            throw new JournalException(
                $"Event {recorded.Sequence} of '{recorded.Stream}' has the type '{entry.Type}' in version {entry.Version}, which this version of Forge does not know. Use the newer version that wrote it.",
                JournalFailure.Unsupported);
        }

        try
        {
            return (T)JsonSerializer.Deserialize(entry.Data, type)!;
        }
        catch (JsonException e)
        {
            throw new JournalException(
                $"Event {recorded.Sequence} of '{recorded.Stream}' cannot be read: {e.Message} Restore the journal from a backup.",
                JournalFailure.Corrupt,
                innerException: e);
        }
    }
}
