using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Driving;

/// <summary>The targets of a deployment in the order of deployment, and what can be asked of all of them without looking at each. Immutable.</summary>
/// <remarks>An event changes one target: whatever follows from it costs the same in a fleet of ten and of ten thousand, but for a logarithm.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "It is how the targets stand, not a collection for its own sake.")]
internal sealed record TargetStates : IReadOnlyList<TargetState>
{
    private const int ShortestTrail = 64;

    private readonly Dictionary<string, int> _places;

    private TargetStates(ImmutableList<TargetState> states, Dictionary<string, int> places)
    {
        States = states;
        _places = places;
    }

    /// <summary>Gets how many targets there are.</summary>
    public int Count => States.Count;

    /// <summary>Gets the indexes of the targets on which a step is under way.</summary>
    public ImmutableSortedSet<int> Open { get; private init; } = [];

    /// <summary>Gets the indexes of the targets that are between two steps.</summary>
    public ImmutableSortedSet<int> Idle { get; private init; } = [];

    /// <summary>Gets how the window sees the targets.</summary>
    public WindowTally Tally => new(Count, Failed, Running, Healthy.Count + Unhealthy.Count)
    {
        Eligible = Repairing > 0 ? Unhealthy : Healthy,
    };

    private ImmutableList<TargetState> States { get; init; }

    private ImmutableSortedSet<int> Healthy { get; init; } = [];

    private ImmutableSortedSet<int> Unhealthy { get; init; } = [];

    private int Failed { get; init; }

    private int Running { get; init; }

    private int Repairing { get; init; }

    private Trail Last { get; init; } = new(-1, null, 0);

    /// <inheritdoc/>
    public TargetState this[int index] => States[index];

    /// <summary>Makes the targets as they are before anything happens.</summary>
    public static TargetStates From(IEnumerable<TargetState> targets)
    {
        ImmutableList<TargetState> states = [.. targets];
        var places = new Dictionary<string, int>(states.Count, StringComparer.Ordinal);
        var editor = new Editor(new TargetStates(states, places));
        foreach (var target in states)
        {
            editor.Note(target, places.Count, isThere: true);
            places.Add(target.Name, places.Count);
        }

        return editor.ToStates();
    }

    /// <summary>Returns the index of a target, or -1.</summary>
    public int IndexOf(string name) => _places.GetValueOrDefault(name, -1);

    /// <summary>Begins to change targets, several at a time: that costs less than one after the other.</summary>
    public Editor Edit() => new(this);

    /// <summary>Returns the indexes of the targets that may have changed since an earlier time, in order.</summary>
    public IEnumerable<int> ChangedSince(TargetStates before)
    {
        var changed = new SortedSet<int>();
        for (var step = Last; step != before.Last; step = step.Before)
        {
            if (step.Before is null)
            {
                return Enumerable.Range(0, Math.Min(Count, before.Count));
            }

            changed.Add(step.Index);
        }

        return changed;
    }

    /// <inheritdoc/>
    public IEnumerator<TargetState> GetEnumerator() => States.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Changes targets. Not for concurrent use.</summary>
    internal sealed class Editor(TargetStates before)
    {
        private readonly ImmutableList<TargetState>.Builder _states = before.States.ToBuilder();
        private readonly ImmutableSortedSet<int>.Builder _open = before.Open.ToBuilder();
        private readonly ImmutableSortedSet<int>.Builder _idle = before.Idle.ToBuilder();
        private readonly ImmutableSortedSet<int>.Builder _healthy = before.Healthy.ToBuilder();
        private readonly ImmutableSortedSet<int>.Builder _unhealthy = before.Unhealthy.ToBuilder();
        private int _failed = before.Failed;
        private int _running = before.Running;
        private int _repairing = before.Repairing;
        private Trail _last = before.Last;

        /// <summary>Gets or sets a target.</summary>
        public TargetState this[int index]
        {
            get => _states[index];
            set
            {
                Note(_states[index], index, isThere: false);
                Note(value, index, isThere: true);
                _states[index] = value;
                _last = _last.Length >= Math.Max(_states.Count, ShortestTrail) ? new Trail(-1, null, 0) : new Trail(index, _last, _last.Length + 1);
            }
        }

        /// <summary>Returns the targets with the changes.</summary>
        public TargetStates ToStates() => before with
        {
            States = _states.ToImmutable(),
            Open = _open.ToImmutable(),
            Idle = _idle.ToImmutable(),
            Healthy = _healthy.ToImmutable(),
            Unhealthy = _unhealthy.ToImmutable(),
            Failed = _failed,
            Running = _running,
            Repairing = _repairing,
            Last = _last,
        };

        /// <summary>Counts a target, or takes it out of the counts.</summary>
        internal void Note(TargetState target, int index, bool isThere)
        {
            var progress = target.Progress;
            var one = isThere ? 1 : -1;
            _failed += progress is HostProgress.Failed ? one : 0;
            _running += progress is HostProgress.Running ? one : 0;
            _repairing += !target.WasHealthy && progress is (HostProgress.Waiting or HostProgress.Running) ? one : 0;
            var set = target.Open is not null ? _open
                : progress is HostProgress.Running ? _idle
                : progress is HostProgress.Waiting ? (target.WasHealthy ? _healthy : _unhealthy)
                : null;
            _ = isThere ? set?.Add(index) : set?.Remove(index);
        }
    }

    // What changed last, what before it, and so on; cut off now and then, or it would be the whole history.
    private sealed class Trail(int index, Trail? before, int length)
    {
        public int Index => index;

        public Trail? Before => before;

        public int Length => length;
    }
}
