using System.Diagnostics;
using Forge.Deploy.Driving;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Diagnostics;

/// <summary>Measures one deployment while this host drives it. Its spans end with it, also when another host goes on.</summary>
internal sealed class DeploymentTrace : IDisposable
{
    private readonly DeploymentTelemetry _telemetry;
    private readonly KeyValuePair<string, object?> _group;
    private readonly Activity? _span;
    private readonly Dictionary<string, Activity> _targets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inFlight;

    /// <summary>Initializes a new instance of the <see cref="DeploymentTrace"/> class.</summary>
    internal DeploymentTrace(DeploymentTelemetry telemetry, DeploymentState state)
    {
        _telemetry = telemetry;
        _group = DeploymentTelemetry.Tag(DeploymentTelemetry.GroupTag, state.Created.Group);
        _span = telemetry.Begin(state);
        _inFlight = state.Targets.Where(target => target.Progress is HostProgress.Running).Select(target => target.Name).ToHashSet(StringComparer.Ordinal);
        telemetry.Active.Add(1, _group);
        telemetry.Targets.Add(_inFlight.Count, _group);
    }

    /// <summary>Takes an event that was recorded.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="state">The deployment with it.</param>
    public void Record(DeploymentEvent happened, DeploymentState state)
    {
        switch (happened)
        {
            case DeploymentStarted:
                _telemetry.CountStart(state.Created.Group);
                break;
            case StepStarted started when _inFlight.Add(started.Target):
                _telemetry.Targets.Add(1, _group);
                break;
            case StepEnded ended:
                Record(state.Targets[state.Targets.IndexOf(ended.Target)], ended, state);
                break;
            case DeploymentEnded ended:
                _telemetry.Measure(_span, state, ended);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _telemetry.Active.Add(-1, _group);
        _telemetry.Targets.Add(-_inFlight.Count, _group);
        foreach (var target in _targets.Values)
        {
            target.Dispose();
        }

        _span?.Dispose();
    }

    private void Record(TargetState target, StepEnded ended, DeploymentState state)
    {
        if (_span is not null && !_targets.ContainsKey(target.Name) && _telemetry.Begin(_span, target) is { } begun)
        {
            _targets[target.Name] = begun;
        }

        var step = target.Steps.First(step => step.Event == ended.Event);
        var span = _targets.GetValueOrDefault(target.Name);
        _telemetry.Measure(span, state.Created.Group, step);
        if (target.Progress is not (HostProgress.Succeeded or HostProgress.Failed) || !_inFlight.Remove(target.Name))
        {
            return;
        }

        _telemetry.Targets.Add(-1, _group);
        if (span is not null)
        {
            DeploymentTelemetry.End(span, step.EndedAt ?? state.CreatedAt, target.Progress.ToString(), target.Broken?.Outcome?.Code.ToString());
            _targets.Remove(target.Name);
        }
    }
}
