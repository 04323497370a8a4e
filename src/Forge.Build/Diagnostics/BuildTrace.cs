using System.Diagnostics;
using System.Diagnostics.Metrics;
using Forge.Build.Driving;

namespace Forge.Build.Diagnostics;

/// <summary>Measures one build while this host drives it. Its span ends with it, also when another host goes on.</summary>
internal sealed class BuildTrace : IDisposable
{
    private readonly BuildTelemetry _telemetry;
    private readonly string _project;
    private readonly Activity? _span;
    private UpDownCounter<long>? _counter;

    /// <summary>Initializes a new instance of the <see cref="BuildTrace"/> class.</summary>
    internal BuildTrace(BuildTelemetry telemetry, BuildState state)
    {
        _telemetry = telemetry;
        _project = state.Result.Project;
        _span = telemetry.Begin(state);
        Count(telemetry.CounterOf(state.Current.Phase));
    }

    /// <summary>Takes an event that was recorded.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="state">The build with it.</param>
    public void Record(object happened, BuildState state)
    {
        switch (happened)
        {
            case PhaseEnded ended:
                _telemetry.Measure(_span, _project, ended);
                Count(_telemetry.CounterOf(ended.Next));
                break;
            case BuildEnded ended:
                _telemetry.Measure(_span, state, ended);
                Count(null);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Count(null);
        _span?.Dispose();
    }

    private void Count(UpDownCounter<long>? counter)
    {
        if (counter != _counter)
        {
            var project = new KeyValuePair<string, object?>(BuildTelemetry.ProjectTag, _project);
            _counter?.Add(-1, project);
            counter?.Add(1, project);
            _counter = counter;
        }
    }
}
