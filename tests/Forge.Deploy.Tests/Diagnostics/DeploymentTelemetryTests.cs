using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Forge.Deploy.Diagnostics;
using Forge.Deploy.Tests.Driving;

namespace Forge.Deploy.Tests.Diagnostics;

public sealed class DeploymentTelemetryTests : IDisposable
{
    private readonly string _group = $"web-{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = [];
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly DrivingScene _scene = new();

    public DeploymentTelemetryTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == DeploymentTelemetry.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == DeploymentTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    [Fact]
    public async Task Drive_GoodDeployment_IsCountedAndNothingStaysActive()
    {
        await DriveAsync();

        Sum("started").Should().Be(1);
        Sum("ended", DeploymentStatus.Succeeded.ToString()).Should().Be(1);
        Count("duration").Should().Be(1);
        Count("event.duration").Should().Be(21, "three targets have seven events each");
        (Sum("active"), Sum("targets")).Should().Be((0, 0));
        _measured.Where(one => one.Name == "forge.deployment.targets" && one.Value > 0).Sum(one => one.Value).Should().Be(3);
    }

    [Fact]
    public async Task Drive_FailedDeployment_SaysSoAndTakesBackWhatWasInFlight()
    {
        _scene.Fleet.Fail("d-1", "w1", LifecycleEvent.ApplicationStart);

        await DriveAsync();

        Sum("ended", DeploymentStatus.Failed.ToString()).Should().Be(1);
        (Sum("active"), Sum("targets")).Should().Be((0, 0));
    }

    [Fact]
    public async Task Drive_Deployment_HasASpanForItselfEachTargetAndEachEvent()
    {
        _scene.Fleet.Fail("d-1", "w1", LifecycleEvent.ApplicationStart);

        await DriveAsync();

        var deployment = _spans.Single(span => span.OperationName == "forge.deployment" && (string?)span.GetTagItem(DeploymentTelemetry.GroupTag) == _group);
        var target = _spans.Single(span => span.OperationName == "forge.deployment.target" && span.ParentSpanId == deployment.SpanId);
        var events = _spans.Where(span => span.OperationName == "forge.deployment.event" && span.ParentSpanId == target.SpanId).ToList();
        (deployment.Status, target.Status, events.Count).Should().Be((ActivityStatusCode.Error, ActivityStatusCode.Error, 6));
        (deployment.GetTagItem("error.type"), target.GetTagItem("error.type"), target.GetTagItem(DeploymentTelemetry.TargetTag)).Should().Be(("HealthConstraints", "ScriptFailed", "w1"));
        events.Count(span => span.Status is ActivityStatusCode.Error).Should().Be(1);
        events.Single(span => span.Status is ActivityStatusCode.Error).GetTagItem(DeploymentTelemetry.EventTag).Should().Be("ApplicationStart");
    }

    private async Task DriveAsync()
    {
        // The group's name tells this test's measurements from those of others.
        await _scene.CreateAsync("d-1", created => created with { Group = _group });
        await _scene.DriveAsync();
    }

    private double Sum(string name, string tag = "") => Of(name).Where(one => one.Tags.Contains(tag, StringComparison.Ordinal)).Sum(one => one.Value);

    private int Count(string name) => Of(name).Count();

    private IEnumerable<(string Name, double Value, string Tags)> Of(string name) => _measured.Where(one => one.Name == $"forge.deployment.{name}");

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
        if (text.Contains(_group, StringComparison.Ordinal))
        {
            _measured.Enqueue((instrument.Name, value, text));
        }
    }
}
