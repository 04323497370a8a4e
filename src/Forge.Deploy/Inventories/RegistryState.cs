using System.Collections.Immutable;
using Forge.Deploy.Driving;
using Forge.Journal;

namespace Forge.Deploy.Inventories;

/// <summary>The registered targets: the fold of their events. Immutable; only its events make the next.</summary>
internal sealed record RegistryState
{
    /// <summary>Gets the registry in which nothing was ever registered.</summary>
    public static RegistryState Empty { get; } = new();

    /// <summary>Gets how many events there are.</summary>
    public long Sequence { get; private init; }

    /// <summary>Gets the targets by name.</summary>
    public ImmutableDictionary<string, RegisteredTarget> Targets { get; private init; } = ImmutableDictionary<string, RegisteredTarget>.Empty;

    /// <summary>Folds the events that follow this state.</summary>
    /// <exception cref="JournalException">A newer version wrote one of the events, or the history makes no sense.</exception>
    public async Task<RegistryState> FoldAsync(IAsyncEnumerable<JournalEvent> events)
    {
        var state = this;
        await foreach (var recorded in events.ConfigureAwait(false))
        {
            state = state.Apply(JournalFormat.Read<RegistryEvent>(recorded), recorded.RecordedAt);
        }

        return state;
    }

    /// <summary>Makes the state after an event.</summary>
    /// <exception cref="JournalException">The event names a target that is not registered.</exception>
    public RegistryState Apply(RegistryEvent happened, DateTimeOffset at) => this with
    {
        Sequence = Sequence + 1,
        Targets = happened switch
        {
            TargetRegistered registered => Targets.SetItem(registered.Target.Name, new RegisteredTarget { Target = registered.Target, RegisteredAt = at }),
            TargetTagged tagged => Change(tagged.Name, old => old with { Target = old.Target with { Tags = tagged.Tags } }),
            TargetLeaving leaving => Change(leaving.Name, old => old with { IsLeaving = true }),
            TargetDeregistered gone => Targets.Remove(gone.Name),
            _ => throw new JournalException($"'{happened.GetType().Name}' cannot follow among the registered targets.", JournalFailure.Corrupt),
        },
    };

    private ImmutableDictionary<string, RegisteredTarget> Change(string name, Func<RegisteredTarget, RegisteredTarget> change) =>
        Targets.TryGetValue(name, out var target)
            ? Targets.SetItem(name, change(target))
            : throw new JournalException($"The target '{name}' is not registered where its history says that it changed. Restore the journal from a backup.", JournalFailure.Corrupt);
}
