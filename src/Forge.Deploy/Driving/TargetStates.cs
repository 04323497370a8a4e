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

    private TargetStates(ImmutableList<TargetState> states)
    {
        States = states;
        _places = states.Select((target, index) => KeyValuePair.Create(target.Name, index)).ToDictionary(StringComparer.Ordinal);
        foreach (var (target, index) in states.Select((target, index) => (target, index)))
        {
            Note(target, index, isThere: true);
        }
    }

    /// <summary>Gets how many targets there are.</summary>
    public int Count => States.Count;

    /// <summary>Gets the indexes of the targets on which a step is under way.</summary>
    public ImmutableSortedSet<int> Open { get; private set; } = [];

    /// <summary>Gets the indexes of the targets that are between two steps.</summary>
    public ImmutableSortedSet<int> Idle { get; private set; } = [];

    /// <summary>Gets how the window sees the targets.</summary>
    public WindowTally Tally => new(Count, Failed, Running, Healthy.Count + Unhealthy.Count)
    {
        Eligible = Repairing > 0 ? Unhealthy : Healthy,
    };

    private ImmutableList<TargetState> States { get; init; }

    private ImmutableSortedSet<int> Healthy { get; set; } = [];

    private ImmutableSortedSet<int> Unhealthy { get; set; } = [];

    private int Failed { get; set; }

    private int Running { get; set; }

    private int Repairing { get; set; }

    private Trail Last { get; init; } = new(-1, null, 0);

    /// <inheritdoc/>
    public TargetState this[int index] => States[index];

    /// <summary>Makes the targets as they are before anything happens.</summary>
    public static TargetStates From(IEnumerable<TargetState> targets) => new([.. targets]);

    /// <summary>Returns the index of a target, or -1.</summary>
    public int IndexOf(string name) => _places.GetValueOrDefault(name, -1);

    /// <summary>Changes one target.</summary>
    public TargetStates With(int index, TargetState target)
    {
        var isLong = Last.Length >= Math.Max(Count, ShortestTrail);
        var next = this with
        {
            States = States.SetItem(index, target),
            Last = isLong ? new Trail(-1, null, 0) : new Trail(index, Last, Last.Length + 1),
        };
        next.Note(States[index], index, isThere: false);
        next.Note(target, index, isThere: true);
        return next;
    }

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

    private static ImmutableSortedSet<int> Put(ImmutableSortedSet<int> set, int index, bool isThere) => isThere ? set.Add(index) : set.Remove(index);

    private void Note(TargetState target, int index, bool isThere)
    {
        var progress = target.Progress;
        var one = isThere ? 1 : -1;
        Failed += progress is HostProgress.Failed ? one : 0;
        Running += progress is HostProgress.Running ? one : 0;
        Repairing += !target.WasHealthy && progress is (HostProgress.Waiting or HostProgress.Running) ? one : 0;
        if (target.Open is not null)
        {
            Open = Put(Open, index, isThere);
        }
        else if (progress is HostProgress.Running)
        {
            Idle = Put(Idle, index, isThere);
        }

        if (progress is HostProgress.Waiting)
        {
            Healthy = target.WasHealthy ? Put(Healthy, index, isThere) : Healthy;
            Unhealthy = target.WasHealthy ? Unhealthy : Put(Unhealthy, index, isThere);
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
