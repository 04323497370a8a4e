using System.Diagnostics;
using System.Diagnostics.Metrics;
using Forge.Build.Driving;
using Forge.Build.Specs;

namespace Forge.Build.Diagnostics;

/// <summary>The metrics and spans of builds. docs/telemetry.md names them for users.</summary>
internal sealed class BuildTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string SourceName = "Forge.Build";

    /// <summary>The tag with the name of the project.</summary>
    public const string ProjectTag = "forge.build.project";

    /// <summary>The tag with a status, as the reference writes it.</summary>
    public const string StatusTag = "forge.build.status";

    /// <summary>The tag with a phase, as the reference writes it.</summary>
    public const string PhaseTag = "forge.build.phase";

    /// <summary>The tag with the id of the build; for spans only.</summary>
    public const string IdTag = "forge.build.id";

    /// <summary>The tag with the number of the build; for spans only.</summary>
    public const string NumberTag = "forge.build.number";

    private const string Seconds = "s";
    private const string Builds = "{build}";

    // From a build of one command to one of a day and a half.
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 129600],
    };

    private readonly ActivitySource _source = new(SourceName);
    private readonly Meter? _ownMeter;
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _phaseDuration;
    private readonly UpDownCounter<long> _queued;
    private readonly UpDownCounter<long> _active;

    /// <summary>Initializes a new instance of the <see cref="BuildTelemetry"/> class.</summary>
    /// <param name="factory">What makes the meters of the host; null when it has none.</param>
    public BuildTelemetry(IMeterFactory? factory)
    {
        _ownMeter = factory is null ? new Meter(SourceName) : null;
        var meter = _ownMeter ?? factory!.Create(SourceName);
        _started = meter.CreateCounter<long>("forge.build.started", Builds, "Builds that were asked for.");
        _ended = meter.CreateCounter<long>("forge.build.ended", Builds, "Builds that ended.");
        _duration = meter.CreateHistogram("forge.build.duration", Seconds, "Time from the request of a build to its end.", tags: null, Buckets);
        _phaseDuration = meter.CreateHistogram("forge.build.phase.duration", Seconds, "Time that a phase of a build took.", tags: null, Buckets);
        _queued = meter.CreateUpDownCounter<long>("forge.build.queued", Builds, "Builds that wait for their turn on this host.");
        _active = meter.CreateUpDownCounter<long>("forge.build.active", Builds, "Builds that run on this host.");
    }

    /// <summary>Follows a build that this host drives, until the result is disposed.</summary>
    public BuildTrace Follow(BuildState state) => new(this, state);

    /// <summary>Counts a build that was asked for.</summary>
    public void CountStart(string project) => _started.Add(1, Tag(ProjectTag, project));

    /// <inheritdoc/>
    public void Dispose()
    {
        _ownMeter?.Dispose();
        _source.Dispose();
    }

    /// <summary>Begins the span of a build. Null when nobody listens.</summary>
    internal Activity? Begin(BuildState state) => _source.CreateActivity("forge.build", ActivityKind.Internal)?
        .SetStartTime(state.Result.StartedAt.UtcDateTime)
        .SetTag(ProjectTag, state.Result.Project)
        .SetTag(IdTag, state.Result.BuildId)
        .SetTag(NumberTag, state.Result.Number)
        .Start();

    /// <summary>Finds what counts the builds in a phase: those that wait, or those that run.</summary>
    internal UpDownCounter<long> CounterOf(BuildPhase phase) => phase <= BuildPhase.Queued ? _queued : _active;

    /// <summary>Measures a phase that ended.</summary>
    internal void Measure(Activity? build, string project, PhaseEnded ended)
    {
        var (phase, status) = (ended.Phase.ToReferenceName(), ended.Status.ToReferenceName());
        _phaseDuration.Record((ended.EndedAt - ended.StartedAt).TotalSeconds, Tag(ProjectTag, project), Tag(PhaseTag, phase), Tag(StatusTag, status));
        if (build is null || _source.CreateActivity("forge.build.phase", ActivityKind.Internal, build.Context) is not { } span)
        {
            return;
        }

        span.SetStartTime(ended.StartedAt.UtcDateTime).SetTag(PhaseTag, phase).SetTag(StatusTag, status).Start();
        Fail(span, ended.Status, ended.StatusCode);
        span.SetEndTime(ended.EndedAt.UtcDateTime).Stop();
        span.Dispose();
    }

    /// <summary>Measures a build that ended.</summary>
    internal void Measure(Activity? build, BuildState state, BuildEnded ended)
    {
        var status = ended.Status.ToReferenceName();
        _ended.Add(1, Tag(ProjectTag, state.Result.Project), Tag(StatusTag, status));
        _duration.Record((ended.EndedAt - state.Result.StartedAt).TotalSeconds, Tag(ProjectTag, state.Result.Project), Tag(StatusTag, status));
        if (build is not null)
        {
            build.SetTag(StatusTag, status).SetEndTime(ended.EndedAt.UtcDateTime);
            Fail(build, ended.Status, status);
        }
    }

    private static void Fail(Activity span, BuildStatus status, string code)
    {
        if (status is not BuildStatus.Succeeded)
        {
            span.SetTag("error.type", code.Length > 0 ? code : status.ToReferenceName()).SetStatus(ActivityStatusCode.Error);
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
