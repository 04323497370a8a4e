using System.Diagnostics.Metrics;
using Forge.Conformance;
using Forge.Deploy.Alarms;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Deploy.Tests.Alarms;

public sealed class MetricAlarmTests : AlarmConformanceTests, IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly Meter _meter = new($"shop-{Guid.NewGuid():N}");
    private readonly MetricAlarm _alarm;
    private Func<IEnumerable<Measurement<double>>> _observe = () => [new Measurement<double>(1)];

    public MetricAlarmTests()
    {
        _meter.CreateObservableGauge("load", () => _observe());
        _alarm = new MetricAlarm("load", Options("load"), _time);
    }

    protected override IAlarm Alarm => _alarm;

    public void Dispose()
    {
        _alarm.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [InlineData(MetricStatistic.Average, 4, AlarmState.Alarm)]
    [InlineData(MetricStatistic.Average, 5, AlarmState.Ok)]
    [InlineData(MetricStatistic.Sum, 14, AlarmState.Alarm)]
    [InlineData(MetricStatistic.Maximum, 9, AlarmState.Ok)]
    [InlineData(MetricStatistic.Maximum, 8.5, AlarmState.Alarm)]
    [InlineData(MetricStatistic.Minimum, 1, AlarmState.Alarm)]
    [InlineData(MetricStatistic.Last, 2, AlarmState.Ok)]
    public async Task GetStateAsync_Statistic_IsComparedWithTheThreshold(MetricStatistic statistic, double threshold, AlarmState expected)
    {
        var counter = _meter.CreateCounter<int>("orders");
        using var alarm = new MetricAlarm("orders", Options("orders", statistic, threshold), _time);
        foreach (var value in new[] { 4, 9, 2 })
        {
            counter.Add(value);
        }

        (await alarm.GetStateAsync(Cancel)).Should().Be(expected);
    }

    [Theory]
    [InlineData(59, AlarmState.Alarm)]
    [InlineData(61, AlarmState.InsufficientData)]
    public async Task GetStateAsync_OldMeasurements_DoNotCount(int seconds, AlarmState expected)
    {
        var histogram = _meter.CreateHistogram<double>("duration");
        using var alarm = new MetricAlarm("slow", Options("duration", threshold: 0.5), _time);
        histogram.Record(2.0);
        _time.Advance(TimeSpan.FromSeconds(seconds));

        (await alarm.GetStateAsync(Cancel)).Should().Be(expected);
    }

    [Fact]
    public async Task GetStateAsync_LessThan_AlarmsBelowTheThreshold()
    {
        using var alarm = new MetricAlarm("load", new MetricAlarmOptions { Meter = _meter.Name, Instrument = "load", Comparison = MetricComparison.LessThan, Threshold = 2 }, _time);

        (await alarm.GetStateAsync(Cancel)).Should().Be(AlarmState.Alarm);
    }

    protected override Task BecomeAsync(AlarmState state)
    {
        _time.Advance(TimeSpan.FromMinutes(2));
        _observe = state switch
        {
            AlarmState.Alarm => () => [new Measurement<double>(7)],
            AlarmState.Ok => () => [new Measurement<double>(1)],
            _ => () => [],
        };
        return Task.CompletedTask;
    }

    protected override Task BreakAsync()
    {
        _observe = () => throw new InvalidOperationException("no sensor");
        return Task.CompletedTask;
    }

    private MetricAlarmOptions Options(string instrument, MetricStatistic statistic = MetricStatistic.Average, double threshold = 5) =>
        new() { Meter = _meter.Name, Instrument = instrument, Statistic = statistic, Threshold = threshold };
}
