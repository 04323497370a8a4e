using Forge.Deploy.Driving;
using Forge.Journal;

namespace Forge.Deploy.Tests.Driving;

public sealed class JournalFormatTests
{
    // What earlier versions have written stays readable: never change these lines, add to them.
    public static TheoryData<string, string, object> Golden => new()
    {
        {
            "created",
            """
            {"deploymentId":"d-1","group":"web","application":"shop","store":"files","revision":"shop/d-1.zip","digest":"aa","scripted":["BeforeInstall","ValidateService"],
            "targets":[{"name":"w1","wasHealthy":true},{"name":"w2","wasHealthy":false}],"configuration":"CodeDeployDefault.OneAtATime","minimumHealthy":1,"creator":"user",
            "description":"why","fileExists":"Overwrite","ignoreApplicationStopFailures":true,"autoRollback":"Failure, Alarm","alarms":["errors"],"ignoreUnreadableAlarms":true,"rollbackOf":"d-0","maxRevisions":5}
            """,
            new DeploymentCreated
            {
                DeploymentId = "d-1",
                Group = "web",
                Application = "shop",
                Store = "files",
                Revision = "shop/d-1.zip",
                Digest = "aa",
                Scripted = [LifecycleEvent.BeforeInstall, LifecycleEvent.ValidateService],
                Targets = [new("w1", true), new("w2", false)],
                Configuration = "CodeDeployDefault.OneAtATime",
                MinimumHealthy = 1,
                Creator = "user",
                Description = "why",
                FileExists = FileExistsBehavior.Overwrite,
                IgnoreApplicationStopFailures = true,
                AutoRollback = RollbackTriggers.Failure | RollbackTriggers.Alarm,
                Alarms = ["errors"],
                IgnoreUnreadableAlarms = true,
                RollbackOf = "d-0",
                MaxRevisions = 5,
            }
        },
        { "started", "{}", new DeploymentStarted() },
        { "step-started", """{"target":"w1","event":"Install","attempt":1}""", new StepStarted("w1", LifecycleEvent.Install, 1) },
        {
            "step-ended",
            """{"target":"w1","event":"Install","status":"Failed","code":"ScriptFailed","script":"a.sh","message":"m","logTail":"l"}""",
            new StepEnded("w1", LifecycleEvent.Install, LifecycleEventStatus.Failed, LifecycleErrorCode.ScriptFailed, "a.sh", "m", "l")
        },
        { "stop-requested", """{"by":"ann"}""", new StopRequested("ann") },
        { "stop-requested", """{"by":"ann","isRolledBack":true}""", new StopRequested("ann", true) },
        { "alarm-raised", """{"alarm":"errors","reason":"r"}""", new AlarmRaised("errors", "r") },
        {
            "ended",
            """{"status":"Failed","failure":"HealthConstraints","message":"m","rollbackDeploymentId":"d-2"}""",
            new DeploymentEnded(DeploymentStatus.Failed, DeploymentFailure.HealthConstraints, "m", "d-2")
        },
        { "reserved", """{"deploymentId":"d-1","creator":"user"}""", new GroupReserved("d-1", "user") },
        {
            "released",
            """{"deploymentId":"d-1","status":"Succeeded","succeeded":["w1"],"failed":["w2"]}""",
            new GroupReleased("d-1", DeploymentStatus.Succeeded, ["w1"], ["w2"])
        },
    };

    public static TheoryData<string, string, object> GoldenWaits => new()
    {
        {
            "created",
            """
            {"deploymentId":"d-1","group":"web","application":"shop","store":"files","revision":"shop/d-1.zip","digest":"aa","scripted":[],"targets":[],"configuration":"c","minimumHealthy":1,
            "creator":"user","description":"","ignoreApplicationStopFailures":false,"autoRollback":"None","alarms":[],"ignoreUnreadableAlarms":false,"queued":"why","ignoresWindows":true,
            "gates":[{"name":"release","gate":"board","stage":"AfterEvent","event":"Install","timeLimit":"01:00:00"}],"triggers":[{"name":"chat","events":["DeploymentStart"]}],"bakeTime":"00:10:00","maxRevisions":5}
            """,
            new DeploymentCreated
            {
                DeploymentId = "d-1",
                Group = "web",
                Application = "shop",
                Store = "files",
                Revision = "shop/d-1.zip",
                Digest = "aa",
                Scripted = [],
                Targets = [],
                Configuration = "c",
                MinimumHealthy = 1,
                Creator = "user",
                Queued = "why",
                IgnoresWindows = true,
                Gates = [new("release", "board", DeploymentStage.AfterEvent, LifecycleEvent.Install, TimeSpan.FromHours(1))],
                Triggers = [new("chat", [DeploymentTriggerEvent.DeploymentStart])],
                BakeTime = TimeSpan.FromMinutes(10),
                MaxRevisions = 5,
            }
        },
        { "gate-asked", """{"id":"d-1/smoke/AfterInstall/w1","gate":"smoke","target":"w1","event":"AfterInstall"}""", new GateAsked("d-1/smoke/AfterInstall/w1", "smoke", "w1", LifecycleEvent.AfterInstall) },
        { "gate-asked", """{"id":"d-1/release","gate":"release"}""", new GateAsked("d-1/release", "release") },
        { "gate-answered", """{"id":"d-1/release","isApproved":false,"by":"ann","reason":"why","isTooLate":false}""", new GateAnswered("d-1/release", false, "ann", "why") },
        { "baked", """{"observed":"00:00:05"}""", new Baked(TimeSpan.FromSeconds(5)) },
        { "wait-skipped", """{"by":"ann"}""", new WaitSkipped("ann") },
        { "admitted", """{"targets":[{"name":"w1","wasHealthy":true}]}""", new DeploymentAdmitted([new("w1", true)]) },
        { "queued", """{"deploymentId":"d-1","creator":"user"}""", new GroupQueued("d-1", "user") },
        { "withdrawn", """{"deploymentId":"d-1"}""", new GroupWithdrawn("d-1") },
        { "locked", """{"owner":"ann","reason":"freeze","since":"2026-11-24T15:00:00+00:00"}""", new GroupLocked("ann", "freeze", new DateTimeOffset(2026, 11, 24, 15, 0, 0, TimeSpan.Zero)) },
        { "unlocked", """{"by":"bob","isForced":true}""", new GroupUnlocked("bob", true) },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    [MemberData(nameof(GoldenWaits))]
    public void Read_WrittenByAnyVersion_IsUnderstood(string type, string data, object expected)
    {
        var read = JournalFormat.Read<object>(Event(type, 1, data));

        read.Should().BeOfType(expected.GetType());
        JournalFormat.Write(read).Should().Be(JournalFormat.Write(expected));
    }

    [Theory]
    [MemberData(nameof(Golden))]
    [MemberData(nameof(GoldenWaits))]
    public void Write_Event_IsWhatTheGoldenJournalHolds(string type, string data, object recorded)
    {
        var entry = JournalFormat.Write(recorded);

        (entry.Type, entry.Version).Should().Be((type, 1));
        entry.Data.Should().Be(data.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("invented", 1, "{}", JournalFailure.Unsupported)]
    [InlineData("started", 2, "{}", JournalFailure.Unsupported)]
    [InlineData("reserved", 1, "{}", JournalFailure.Unsupported)]
    [InlineData("step-started", 1, "{", JournalFailure.Corrupt)]
    [InlineData("step-started", 1, "{\"target\":\"w1\",\"event\":\"Invented\",\"attempt\":1}", JournalFailure.Corrupt)]
    public void Read_NotUnderstood_RefusesAndNeverSkips(string type, int version, string data, JournalFailure expected)
    {
        var refused = FluentActions.Invoking(() => JournalFormat.Read<DeploymentEvent>(Event(type, version, data))).Should().Throw<JournalException>().Which;

        refused.Failure.Should().Be(expected);
        refused.Message.Should().Contain("'deployment/d-1'");
    }

    private static JournalEvent Event(string type, int version, string data) => new()
    {
        Stream = DeploymentStreams.Deployment("d-1"),
        Sequence = 3,
        RecordedAt = DateTimeOffset.UnixEpoch,
        Entry = new JournalEntry { Type = type, Version = version, Data = data },
    };
}
