using System.Collections.Immutable;
using System.Text.Json;
using Forge.Journal;

namespace Forge.Git.Pushes;

/// <summary>What the journal says about the pushes to one repository.</summary>
internal sealed record PushState
{
    public const string Accepted = "PushAccepted";
    public const string Updated = "RefsUpdated";
    public const string Abandoned = "PushAbandoned";

    public static PushState Empty { get; } = new();

    /// <summary>Gets how many events the history has.</summary>
    public long Sequence { get; private init; }

    /// <summary>Gets the pushes since the oldest one that is open, in order: what is known to decide how that one ended.</summary>
    public ImmutableList<PushEntry> Pushes { get; private init; } = [];

    /// <summary>Gets the pushes whose end is not recorded.</summary>
    public IEnumerable<PushEntry> Open => Pushes.Where(p => p.Moved is null);

    /// <summary>Finds a push whose end is not recorded.</summary>
    public PushEntry? FindOpen(string push) => Open.FirstOrDefault(p => p.Intent.Push == push);

    /// <summary>Takes in the next event.</summary>
    /// <exception cref="JournalException">The event is of an unknown kind.</exception>
    public PushState Apply(JournalEvent recorded)
    {
        var pushes = (recorded.Entry.Type, recorded.Entry.Version) switch
        {
            (Accepted, 1) => Pushes.Add(new PushEntry(JsonSerializer.Deserialize(recorded.Entry.Data, PushJson.Default.AcceptedPush)!, null)),
            (Updated or Abandoned, 1) => Close(JsonSerializer.Deserialize(recorded.Entry.Data, PushJson.Default.EndedPush)!),
            var (type, version) => throw new JournalException(
                $"'{recorded.Stream}' holds an event '{type}' of version {version}, which this version of Forge does not know. Run the newer version.", JournalFailure.Unsupported),
        };
        return new PushState { Sequence = recorded.Sequence, Pushes = pushes.RemoveRange(0, pushes.TakeWhile(p => p.Moved is not null).Count()) };
    }

    private ImmutableList<PushEntry> Close(EndedPush ended)
    {
        var index = Pushes.FindIndex(p => p.Intent.Push == ended.Push);
        return index < 0 ? Pushes : Pushes.SetItem(index, Pushes[index] with { Moved = ended.Updates });
    }
}
