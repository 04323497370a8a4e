using Forge.Deploy.Gates;

namespace Forge.Deploy.Driving;

/// <summary>What a driver does besides the steps on targets: it asks gates, and watches what was deployed.</summary>
/// <remarks>Not for concurrent use: it belongs to one driver.</remarks>
internal sealed class GateWork(GateKeeper gates, AlarmWatch alarms, TimeProvider timeProvider)
{
    private readonly Dictionary<string, Task<GateAnswered>> _asking = new(StringComparer.Ordinal);
    private Task<DeploymentEvent>? _bake;

    /// <summary>Gets what is under way.</summary>
    public IEnumerable<Task> Running => _bake is null ? _asking.Values : [.. _asking.Values, _bake];

    /// <summary>Begins what follows from what is recorded, and forgets what was answered.</summary>
    /// <param name="state">The deployment.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void Begin(DeploymentState state, CancellationToken cancellationToken)
    {
        foreach (var gate in state.Gates.Values)
        {
            if (gate.Answer is not null)
            {
                _asking.Remove(gate.Asked.Id);
            }
            else if (!_asking.ContainsKey(gate.Asked.Id))
            {
                _asking[gate.Asked.Id] = gates.AskAsync(gate, cancellationToken);
            }
        }

        if (_bake is null && state.Baked is not null && GateDecider.IsBaking(state))
        {
            _bake = BakeWatch.WatchAsync(state, alarms, timeProvider, cancellationToken);
        }
    }

    /// <summary>Collects what has come of it.</summary>
    /// <param name="state">The deployment.</param>
    public async Task<IReadOnlyList<DeploymentEvent>> CollectAsync(DeploymentState state)
    {
        var events = new List<DeploymentEvent>();
        foreach (var (id, asking) in _asking)
        {
            // A person may have been quicker.
            if (asking.IsCompleted && state.Gates.GetValueOrDefault(id) is { Answer: null })
            {
                events.Add(await asking.ConfigureAwait(false));
            }
        }

        if (_bake is { IsCompleted: true } bake)
        {
            _bake = null;
            var watched = await bake.ConfigureAwait(false);
            if (GateDecider.IsBaking(state) && !(watched is AlarmRaised && state.Alarm is not null))
            {
                events.Add(watched);
            }
        }

        return events;
    }
}
