using Forge.Deploy.Driving;
using Forge.Deploy.Inventories;
using Forge.Journal;

namespace Forge.Deploy.Tests.Driving;

public sealed class FleetJournalFormatTests
{
    // What earlier versions have written stays readable: never change these lines, add to them.
    public static TheoryData<string, string, object> Golden => new()
    {
        {
            "created",
            """
            {"deploymentId":"d-9","group":"web","application":"shop","store":"files","revision":"shop/d-1.zip","digest":"aa","scripted":[],
            "targets":[{"name":"w1","wasHealthy":true,"description":{"name":"w1","kind":"ssh","settings":{"host":"h"},"tags":{"Role":"web"},"variables":{"COLOR":"blue"},"instance":"vm-1"},"zone":"a"}],
            "configuration":"Zonal","minimumHealthy":0,
            "zones":{"zones":[{"zone":"a","minimumHealthy":0}],"firstMonitor":"00:05:00","monitor":"00:01:00"},"creator":"autoscaling",
            "description":"why","ignoreApplicationStopFailures":false,"autoRollback":"None","alarms":[],"ignoreUnreadableAlarms":false,"join":"NewTarget","revisionOf":"d-1","maxRevisions":5}
            """,
            new DeploymentCreated
            {
                DeploymentId = "d-9",
                Group = "web",
                Application = "shop",
                Store = "files",
                Revision = "shop/d-1.zip",
                Digest = "aa",
                Scripted = [],
                Targets = [new("w1", true, Described, "a")],
                Configuration = "Zonal",
                MinimumHealthy = 0,
                Zones = new([new("a", 0)], TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1)),
                Creator = "autoscaling",
                Description = "why",
                Join = JoinPurpose.NewTarget,
                RevisionOf = "d-1",
                MaxRevisions = 5,
            }
        },
        { "zone-watched", """{"zone":"a","observed":"00:00:05"}""", new ZoneWatched("a", TimeSpan.FromSeconds(5)) },
        {
            "released",
            """{"deploymentId":"d-1","status":"Stopped","succeeded":["w1"],"failed":[],"instances":{"w1":"vm-1"}}""",
            new GroupReleased("d-1", DeploymentStatus.Stopped, ["w1"], []) { Instances = new Dictionary<string, string> { ["w1"] = "vm-1" } }
        },
        {
            "joining",
            """{"deploymentId":"d-9","purpose":"OutdatedTarget","revision":"d-1","targets":{"W1":"vm-1"}}""",
            new GroupJoining("d-9", JoinPurpose.OutdatedTarget, "d-1", new Dictionary<string, string> { ["W1"] = "vm-1" })
        },
        {
            "joined",
            """{"deploymentId":"d-9","status":"Failed","succeeded":["w1"],"failed":["w2"]}""",
            new GroupJoined("d-9", DeploymentStatus.Failed, ["w1"], ["w2"])
        },
        {
            "target-registered",
            """{"target":{"name":"w1","kind":"ssh","settings":{"host":"h"},"tags":{"Role":"web"},"variables":{"COLOR":"blue"},"instance":"vm-1"}}""",
            new TargetRegistered(Described)
        },
        { "target-tagged", """{"name":"w1","tags":{"Role":""}}""", new TargetTagged("w1", new Dictionary<string, string> { ["Role"] = "" }) },
        { "target-leaving", """{"name":"w1"}""", new TargetLeaving("w1") },
        { "target-deregistered", """{"name":"w1"}""", new TargetDeregistered("w1") },
    };

    private static TargetDescription Described => new()
    {
        Name = "w1",
        Kind = "ssh",
        Settings = new Dictionary<string, string> { ["host"] = "h" },
        Tags = new Dictionary<string, string> { ["Role"] = "web" },
        Variables = new Dictionary<string, string> { ["COLOR"] = "blue" },
        Instance = "vm-1",
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void ReadAndWrite_WrittenByAnyVersion_AreWhatTheGoldenJournalHolds(string type, string data, object expected)
    {
        var recorded = new JournalEvent
        {
            Stream = DeploymentStreams.Registry,
            Sequence = 3,
            RecordedAt = DateTimeOffset.UnixEpoch,
            Entry = new JournalEntry { Type = type, Data = data },
        };

        var read = JournalFormat.Read<object>(recorded);

        read.Should().BeOfType(expected.GetType());
        JournalFormat.Write(read).Should().Be(JournalFormat.Write(expected));
        JournalFormat.Write(expected).Data.Should().Be(data.ReplaceLineEndings(""));
    }
}
