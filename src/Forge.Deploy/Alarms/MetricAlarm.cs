using System.Diagnostics.Metrics;

namespace Forge.Deploy.Alarms;

/// <summary>Listens to a metric of this process.</summary>
internal sealed class MetricAlarm : IAlarm, IDisposable
{
    // A window holds no more: the oldest go first.
    private const int MostMeasurements = 100_000;

    private readonly MeterListener _listener = new();
    private readonly Queue<(long At, double Value)> _measurements = new();
    private readonly Lock _lock = new();
    private readonly MetricAlarmOptions _options;
    private readonly TimeProvider _timeProvider;

    /// <summary>Initializes a new instance of the <see cref="MetricAlarm"/> class, and listens.</summary>
    public MetricAlarm(string name, MetricAlarmOptions options, TimeProvider timeProvider)
    {
        (Name, _timeProvider) = (name, timeProvider);
        _options = new MetricAlarmOptions
        {
            Meter = options.Meter,
            Instrument = options.Instrument,
            Statistic = options.Statistic,
            Comparison = options.Comparison,
            Threshold = options.Threshold,
            Window = options.Window,
        };
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == _options.Meter && instrument.Name == _options.Instrument)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => Keep(value));
        _listener.SetMeasurementEventCallback<float>((_, value, _, _) => Keep(value));
        _listener.SetMeasurementEventCallback<decimal>((_, value, _, _) => Keep((double)value));
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Keep(value));
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Keep(value));
        _listener.SetMeasurementEventCallback<short>((_, value, _, _) => Keep(value));
        _listener.SetMeasurementEventCallback<byte>((_, value, _, _) => Keep(value));
        _listener.Start();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Task<AlarmState> GetStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException e)
        {
            throw new AlarmException($"The alarm '{Name}' cannot read the instrument '{_options.Instrument}': {e.InnerException?.Message}", Name, isTransient: true, e);
        }

        lock (_lock)
        {
            Forget();
            return Task.FromResult(_measurements.Count == 0 ? AlarmState.InsufficientData : IsBeyond(Value()) ? AlarmState.Alarm : AlarmState.Ok);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Keep(double value)
    {
        lock (_lock)
        {
            Forget();
            _measurements.Enqueue((_timeProvider.GetTimestamp(), value));
        }
    }

    private void Forget()
    {
        while (_measurements.TryPeek(out var oldest) && (_measurements.Count >= MostMeasurements || _timeProvider.GetElapsedTime(oldest.At) > _options.Window))
        {
            _measurements.Dequeue();
        }
    }

    private bool IsBeyond(double value) => _options.Comparison is MetricComparison.GreaterThan ? value > _options.Threshold : value < _options.Threshold;

    private double Value()
    {
        var values = _measurements.Select(measurement => measurement.Value);
        return _options.Statistic switch
        {
            MetricStatistic.Sum => values.Sum(),
            MetricStatistic.Maximum => values.Max(),
            MetricStatistic.Minimum => values.Min(),
            MetricStatistic.Last => values.Last(),
            _ => values.Average(),
        };
    }
}
