using System.Diagnostics;
using System.Diagnostics.Metrics;
using Forge.Deploy.Driving;

namespace Forge.Deploy.Diagnostics;

/// <summary>The metrics and spans of deployments. docs/telemetry.md names them for users.</summary>
internal sealed class DeploymentTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string SourceName = "Forge.Deploy";

    /// <summary>The tag with the name of the group.</summary>
    public const string GroupTag = "forge.deployment.group";

    /// <summary>The tag with a status, by the reference's names.</summary>
    public const string StatusTag = "forge.deployment.status";

    /// <summary>The tag with a lifecycle event.</summary>
    public const string EventTag = "forge.deployment.event";

    /// <summary>The tag with the id of the deployment; for spans only.</summary>
    public const string IdTag = "forge.deployment.id";

    /// <summary>The tag with the target; for spans only.</summary>
    public const string TargetTag = "forge.deployment.target";

    private const string Seconds = "s";
    private const string Deployments = "{deployment}";

    // From an event that does nothing to a deployment that bakes for a week.
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 86400, 604800],
    };

    private readonly ActivitySource _source = new(SourceName);
    private readonly Meter? _ownMeter;
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _eventDuration;

    /// <summary>Initializes a new instance of the <see cref="DeploymentTelemetry"/> class.</summary>
    /// <param name="factory">What makes the meters of the host; null when it has none.</param>
    public DeploymentTelemetry(IMeterFactory? factory)
    {
        _ownMeter = factory is null ? new Meter(SourceName) : null;
        var meter = _ownMeter ?? factory!.Create(SourceName);
        _started = meter.CreateCounter<long>("forge.deployment.started", Deployments, "Deployments that began.");
        _ended = meter.CreateCounter<long>("forge.deployment.ended", Deployments, "Deployments that ended.");
        _duration = meter.CreateHistogram("forge.deployment.duration", Seconds, "Time from the request of a deployment to its end.", tags: null, Buckets);
        _eventDuration = meter.CreateHistogram("forge.deployment.event.duration", Seconds, "Time that a lifecycle event took on a target.", tags: null, Buckets);
        Active = meter.CreateUpDownCounter<long>("forge.deployment.active", Deployments, "Deployments that this host drives.");
        Targets = meter.CreateUpDownCounter<long>("forge.deployment.targets", "{target}", "Targets that are being deployed to by this host.");
    }

    /// <summary>Gets what counts the deployments that this host drives.</summary>
    internal UpDownCounter<long> Active { get; }

    /// <summary>Gets what counts the targets in flight.</summary>
    internal UpDownCounter<long> Targets { get; }

    /// <summary>Follows a deployment that this host drives, until the result is disposed.</summary>
    public DeploymentTrace Follow(DeploymentState state) => new(this, state);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ownMeter?.Dispose();
        _source.Dispose();
    }

    /// <summary>Makes a tag.</summary>
    internal static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    /// <summary>Begins the span of a deployment. Null when nobody listens.</summary>
    internal Activity? Begin(DeploymentState state) => _source.CreateActivity("forge.deployment", ActivityKind.Internal)?
        .SetStartTime(state.CreatedAt.UtcDateTime)
        .SetTag(GroupTag, state.Created.Group)
        .SetTag(IdTag, state.Created.DeploymentId)
        .Start();

    /// <summary>Begins the span of a target. Null when nobody listens.</summary>
    internal Activity? Begin(Activity deployment, TargetState target) => _source.CreateActivity("forge.deployment.target", ActivityKind.Internal, deployment.Context)?
        .SetStartTime((target.Steps[0].StartedAt ?? default).UtcDateTime)
        .SetTag(TargetTag, target.Name)
        .Start();

    /// <summary>Counts a deployment that began.</summary>
    internal void CountStart(string group) => _started.Add(1, Tag(GroupTag, group));

    /// <summary>Measures a lifecycle event that ended.</summary>
    internal void Measure(Activity? target, string group, StepState step)
    {
        if (step is not { StartedAt: { } began, EndedAt: { } ended })
        {
            return;
        }

        var (name, status) = (step.Event.ToString(), step.Status.ToString());
        _eventDuration.Record((ended - began).TotalSeconds, Tag(GroupTag, group), Tag(EventTag, name), Tag(StatusTag, status));
        if (target is not null && _source.CreateActivity("forge.deployment.event", ActivityKind.Internal, target.Context) is { } span)
        {
            span.SetStartTime(began.UtcDateTime).SetTag(EventTag, name).Start();
            End(span, ended, status, step.Status is LifecycleEventStatus.Succeeded ? null : (step.Outcome?.Code ?? default).ToString());
        }
    }

    /// <summary>Measures a deployment that ended.</summary>
    internal void Measure(Activity? deployment, DeploymentState state, DeploymentEnded ended)
    {
        var status = ended.Status.ToString();
        var at = state.EndedAt ?? state.CreatedAt;
        _ended.Add(1, Tag(GroupTag, state.Created.Group), Tag(StatusTag, status));
        _duration.Record((at - state.CreatedAt).TotalSeconds, Tag(GroupTag, state.Created.Group), Tag(StatusTag, status));
        if (deployment is not null)
        {
            End(deployment, at, status, ended.Status is DeploymentStatus.Succeeded ? null : ended.Failure.ToString());
        }
    }

    /// <summary>Ends a span.</summary>
    /// <param name="span">The span.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="status">How.</param>
    /// <param name="error">What went wrong, or null.</param>
    internal static void End(Activity span, DateTimeOffset at, string status, string? error)
    {
        span.SetTag(StatusTag, status).SetEndTime(at.UtcDateTime);
        if (error is not null)
        {
            span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
        }

        span.Dispose();
    }
}
