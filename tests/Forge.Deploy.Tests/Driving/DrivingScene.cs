using Forge.Deploy.Diagnostics;
using Forge.Deploy.Driving;
using Forge.Deploy.Gates;
using Forge.Deploy.Planning;
using Forge.Journal;
using Forge.Shared.Leases;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Deploy.Tests.Driving;

/// <summary>A journal and a fleet, on which drivers come and go.</summary>
internal sealed class DrivingScene
{
    public const string Group = "web";
    public static readonly TimeSpan AlarmInterval = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(37);
    public static readonly string[] Targets = ["w1", "w2", "w3"];

    private readonly TimeProvider _leases;

    public DrivingScene()
        : this(new FakeTimeProvider(DateTimeOffset.UnixEpoch))
    {
    }

    /// <summary>Initializes a new instance of the <see cref="DrivingScene"/> class.</summary>
    /// <param name="time">The clock of the drivers.</param>
    /// <param name="leases">The clock of the journal and its leases; null for the same.</param>
    public DrivingScene(FakeTimeProvider time, TimeProvider? leases = null)
    {
        Time = time;
        _leases = leases ?? time;
        Journal = new FakeJournal(_leases);
    }

    public FakeTimeProvider Time { get; }

    public FakeJournal Journal { get; }

    public FakeFleet Fleet { get; } = new();

    public IList<IAlarm> Alarms { get; } = [];

    public Dictionary<string, IDeploymentGate> Gates { get; } = [];

    public StreamSignals Signals { get; } = new();

    public DeploymentTelemetry Telemetry { get; } = new(factory: null);

    public bool IgnoresUnreadableAlarms { get; set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Records a deployment as the engine does.</summary>
    public async Task<string> CreateAsync(string id, Func<DeploymentCreated, DeploymentCreated>? change = null)
    {
        var group = await ReadGroupAsync();
        var created = (change ?? (same => same))(Created(id) with { Targets = group.Order(Targets) });
        var status = await Journal.AppendAsync(
            new JournalBatch
            {
                Appends =
                [
                    DeploymentStreams.Append(DeploymentStreams.Deployment(id), 0, [created]),
                    DeploymentStreams.Append(DeploymentStreams.Group(Group), group.Sequence, [created.Queued is null ? new GroupReserved(id, "user") : new GroupQueued(id, "user")]),
                ],
            },
            Cancel);
        status.Should().Be(JournalAppendStatus.Appended);
        return id;
    }

    public static DeploymentCreated Created(string id) => new()
    {
        DeploymentId = id,
        Group = Group,
        Application = "shop",
        Store = "files",
        Revision = $"shop/{id}.zip",
        Digest = new string('a', 64),
        Scripted = [LifecycleEvent.BeforeInstall, LifecycleEvent.ApplicationStart, LifecycleEvent.ValidateService],
        Targets = [.. Targets.Select(name => new DeploymentTarget(name, true))],
        Configuration = "CodeDeployDefault.OneAtATime",
        MinimumHealthy = 2,
        Creator = "user",
        AutoRollback = RollbackTriggers.Failure | RollbackTriggers.Alarm,
        MaxRevisions = 5,
    };

    /// <summary>Drives whatever is open until nothing is, or until a driver crashes.</summary>
    public async Task DriveAsync()
    {
        while (await Journal.ClaimNextAsync(DeploymentStreams.Deployments, "test", LeaseKeeper.TimeToLive, Cancel) is { } lease)
        {
            await using var keeper = new LeaseKeeper(Journal, lease, _leases, Cancel);
            (await DriveAsync(keeper)).Should().Be(DriveEnd.Ended);
        }
    }

    /// <summary>Drives one deployment under a lease.</summary>
    public async Task<DriveEnd> DriveAsync(LeaseKeeper keeper)
    {
        var state = await DeploymentState.FoldAsync(Journal.ReadAsync(keeper.Lease.Stream, 1, Cancel));
        if (state!.IsQueued)
        {
            var catalog = new DeploymentCatalog(new DeploymentOptions(), [], [], []);
            await new DeploymentAdmission(Journal, catalog, Signals, PollInterval, Time).AdmitAsync(state, keeper);
            return DriveEnd.Ended;
        }

        IReadOnlyList<IAlarm> alarms = state.Created.RollbackOf is null ? [.. Alarms] : [];
        var gates = new GateKeeper(state.Created, name => Gates.GetValueOrDefault(name), Time, NullLogger.Instance);
        var news = new DeploymentNews(Signals, Telemetry, PollInterval, Time, NullLogger.Instance);
        return await new DeploymentDriver(Journal, Fleet, new AlarmWatch(alarms, IgnoresUnreadableAlarms, AlarmInterval, Time, NullLogger.Instance), gates, keeper, news, Time).DriveAsync(state);
    }

    public async Task<LeaseKeeper> ClaimAsync(string id, CancellationToken stop) =>
        new(Journal, (await Journal.ClaimAsync(DeploymentStreams.Deployment(id), "test", LeaseKeeper.TimeToLive, Cancel))!, _leases, stop);

    public async Task<DeploymentResult> ResultAsync(string id) => DeploymentReport.ToResult((await StateAsync(id))!);

    public Task<DeploymentState?> StateAsync(string id) => DeploymentState.FoldAsync(Journal.ReadAsync(DeploymentStreams.Deployment(id), 1, Cancel));

    public Task<GroupState> ReadGroupAsync() => GroupState.FoldAsync(Journal.ReadAsync(DeploymentStreams.Group(Group), 1, Cancel));

    /// <summary>Reads the recorded events of a deployment.</summary>
    public async Task<IReadOnlyList<DeploymentEvent>> EventsAsync(string id)
    {
        var events = new List<DeploymentEvent>();
        await foreach (var recorded in Journal.ReadAsync(DeploymentStreams.Deployment(id), 1, Cancel))
        {
            events.Add(JournalFormat.Read<DeploymentEvent>(recorded));
        }

        return events;
    }

    /// <summary>Checks that every lifecycle event is recorded once, in order, and was started on its target at most once.</summary>
    public async Task CheckExactlyOnceAsync(string id)
    {
        var events = await EventsAsync(id);
        foreach (var target in Targets)
        {
            var started = events.OfType<StepStarted>().Where(step => step.Target == target).Select(step => step.Event).ToList();
            var ended = events.OfType<StepEnded>().Where(step => step.Target == target).Select(step => step.Event).ToList();
            started.Should().Equal(LifecyclePlanner.InPlace.Take(started.Count), "every event is begun once and in order");
            ended.Should().Equal(started, "every event that was begun has ended once");
            var scripted = (await StateAsync(id))!.Created.Scripted;
            Fleet.Started.Where(step => step.DeploymentId == id && step.Target == target).Select(step => step.Event)
                .Should().Equal(started.Where(name => !LifecyclePlanner.IsEmpty(name, scripted)), "the target did each once");
        }

        events.OfType<DeploymentEnded>().Should().ContainSingle();
        events[^1].Should().BeOfType<DeploymentEnded>();
    }
}
