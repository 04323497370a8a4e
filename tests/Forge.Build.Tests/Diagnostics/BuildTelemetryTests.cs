using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Forge.Build.Diagnostics;
using Forge.Build.Driving;
using Forge.Build.Planning;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Build.Tests.Diagnostics;

public sealed class BuildTelemetryTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly string _project = $"shop-{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = [];
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly OneMeter _factory = new();
    private readonly BuildTelemetry _sut = new(factory: null);

    public BuildTelemetryTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Forge.Build")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Forge.Build",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    [Fact]
    public void Record_PhasesOfABuild_MeasuresEachAndTheWhole()
    {
        var state = Begin();
        using (var trace = _sut.Follow(state))
        {
            state = Record(trace, state, BuildEvents.PhaseEnd(state, PhaseOutcome.Succeeded, BuildPhase.Provisioning, Start.AddSeconds(2)));
            state = Record(trace, state, BuildEvents.PhaseEnd(state, PhaseOutcome.Failed("CLIENT_ERROR", "no"), BuildPhase.Completed, Start.AddSeconds(5)));
            Record(trace, state, End(BuildStatus.Failed, Start.AddSeconds(6)));
        }

        _measured.Should().Equal(
            ("forge.build.queued", 1, ""),
            ("forge.build.phase.duration", 2, "QUEUED SUCCEEDED"),
            ("forge.build.queued", -1, ""),
            ("forge.build.active", 1, ""),
            ("forge.build.phase.duration", 3, "PROVISIONING FAILED"),
            ("forge.build.ended", 1, "FAILED"),
            ("forge.build.duration", 6, "FAILED"),
            ("forge.build.active", -1, ""));
    }

    [Fact]
    public void Record_PhasesOfABuild_MakesSpansBelowThatOfTheBuild()
    {
        var state = Begin();
        using (var trace = _sut.Follow(state))
        {
            state = Record(trace, state, BuildEvents.PhaseEnd(state, PhaseOutcome.Failed("CLIENT_ERROR", "a message"), BuildPhase.Completed, Start.AddSeconds(2)));
            Record(trace, state, End(BuildStatus.Failed, Start.AddSeconds(6)));
        }

        var build = Spans("forge.build").Single();
        var phase = _spans.Single(span => span.OperationName == "forge.build.phase" && span.ParentSpanId == build.SpanId);
        (build.StartTimeUtc, build.Duration, build.Status).Should().Be((Start.UtcDateTime, TimeSpan.FromSeconds(6), ActivityStatusCode.Error));
        build.GetTagItem("forge.build.id").Should().Be("b-1");
        (phase.StartTimeUtc, phase.Duration, phase.Status).Should().Be((Start.UtcDateTime, TimeSpan.FromSeconds(2), ActivityStatusCode.Error));
        phase.GetTagItem("forge.build.phase").Should().Be("QUEUED");
        phase.GetTagItem("error.type").Should().Be("CLIENT_ERROR");
        Activity.Current.Should().BeNull();
    }

    [Fact]
    public void Dispose_BuildThatGoesOnElsewhere_IsNoLongerCounted()
    {
        _sut.Follow(Begin()).Dispose();

        _measured.Should().Equal(("forge.build.queued", 1, ""), ("forge.build.queued", -1, ""));
    }

    [Fact]
    public async Task Run_BuildInAHost_MeasuresEveryPhase()
    {
        using var host = new BuildHost(services => services.AddSingleton<IMeterFactory>(_factory));

        await host.RunAsync("version: 0.2\nphases: {build: {commands: ['true']}}", request => request with { Project = _project });

        _measured.Count(measured => measured is { Name: "forge.build.started", Value: 1 }).Should().Be(1);
        await Eventually.BeTrueAsync(() => Spans("forge.build").Any(), TestContext.Current.CancellationToken);
        _measured.Where(measured => measured.Name == "forge.build.phase.duration").Select(measured => measured.Tags).Should().Equal(
            "QUEUED SUCCEEDED", "PROVISIONING SUCCEEDED", "DOWNLOAD_SOURCE SUCCEEDED", "INSTALL SUCCEEDED", "PRE_BUILD SUCCEEDED", "BUILD SUCCEEDED", "POST_BUILD SUCCEEDED",
            "UPLOAD_ARTIFACTS SUCCEEDED", "FINALIZING SUCCEEDED");
        _measured.Where(measured => measured.Name is "forge.build.active" or "forge.build.queued").Sum(measured => measured.Value).Should().Be(0);
        _factory.Made.Should().Equal("Forge.Build");
    }

    public void Dispose()
    {
        _sut.Dispose();
        _activities.Dispose();
        _meters.Dispose();
    }

    private static BuildState Record(BuildTrace trace, BuildState state, object happened)
    {
        var next = BuildState.Apply(state, BuildState.ToEntry(happened));
        trace.Record(happened, next);
        return next;
    }

    private BuildState Begin()
    {
        var definition = BuildDefinitionPlanner.Plan(new BuildProject { Name = _project }, new BuildRequest { Project = _project });
        return BuildEvents.Start(definition, "b-1", 7, Start).Aggregate(default(BuildState), (state, happened) => BuildState.Apply(state, BuildState.ToEntry(happened)))!;
    }

    private BuildEnded End(BuildStatus status, DateTimeOffset at) => new() { BuildId = "b-1", Project = _project, Status = status, EndedAt = at };

    private IEnumerable<Activity> Spans(string name) =>
        _spans.Where(span => span.OperationName == name && span.GetTagItem("forge.build.project") as string == _project);

    // Other tests build too: only the tag tells whose measurement it is.
    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray();
        if (all.Contains(KeyValuePair.Create("forge.build.project", (object?)_project)))
        {
            _measured.Enqueue((instrument.Name, value, string.Join(' ', all.Where(tag => tag.Key != "forge.build.project").Select(tag => tag.Value))));
        }
    }

    private sealed class OneMeter : IMeterFactory
    {
        private readonly List<Meter> _made = [];

        public IEnumerable<string> Made => _made.Select(meter => meter.Name);

        public Meter Create(MeterOptions options)
        {
            _made.Add(new Meter(options));
            return _made[^1];
        }

        public void Dispose() => _made.ForEach(meter => meter.Dispose());
    }
}
