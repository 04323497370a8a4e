using System.Text.Json;
using Forge.Testing;

namespace Forge.Cli.Tests.Verbs;

public sealed class DeployVerbTests : IDisposable
{
    private const string OneTarget = "targets: { a: { kind: local, stateDirectory: a/state, destinationRoot: a/root } }";
    private const string OneGroup = """{ "root": "root", "inventories": [ { "name": "fleet", "path": "fleet.yml" } ], "groups": [ { "name": "web", "application": "shop", "inventories": ["fleet"]""";

    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task DeployLocal_TwoRevisions_TheSecondReplacesTheFirst()
    {
        var first = await DeployAsync("one");
        var second = await DeployAsync("two");

        first.ExitCode.Should().Be(0, first.Error);
        second.ExitCode.Should().Be(0, second.Error);
        File.ReadAllText(_directory.Combine("srv", "page.txt")).Should().Be("two");
        var report = JsonDocument.Parse(second.LastLine).RootElement;
        report.GetProperty("status").GetString().Should().Be("Succeeded");
        report.GetProperty("errorCode").GetString().Should().Be("Success");
        report.GetProperty("events").EnumerateArray().Select(step => step.GetProperty("event").GetString()).Should().Contain("Install");
    }

    [Fact]
    public async Task DeployLocal_HookFails_ExitsWithOneAndNamesItsCode()
    {
        _directory.WriteScript("revision/fail.sh", "#!/bin/sh\nexit 9\n");

        var run = await DeployAsync("one", "hooks:\n  AfterInstall:\n    - location: fail.sh\n");

        run.ExitCode.Should().Be(1);
        JsonDocument.Parse(run.LastLine).RootElement.GetProperty("errorCode").GetString().Should().Be("ScriptFailed");
        run.Error.Should().Contain("fail.sh");
    }

    [Fact]
    public async Task DeployLocal_BadAppSpec_ExitsWithTwoAndThePlace()
    {
        var run = await DeployAsync("one", "hooks:\n  AfterInstal: []\n");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("appspec.yml(").And.Contain("AfterInstall");
    }

    [Fact]
    public async Task Deploy_UnknownGroup_ExitsWithTwoAndListsTheGroups()
    {
        var config = _directory.Write("forge.json", "{ \"groups\": [ { \"name\": \"web\", \"application\": \"shop\", \"targets\": [] } ] }");

        var run = await CliRun.OfAsync("deploy", "--config", config, "--group", "wob", "--revision", "x");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("'wob'").And.Contain("web");
    }

    [Fact]
    public async Task Deploy_TargetsByTagsFromAnInventory_DeploysToWhatMatchesZoneByZone()
    {
        var run = await DeployToFleetAsync("""
            defaults: { kind: local, tags: { role: web } }
            targets:
              a: { stateDirectory: a/state, destinationRoot: a/root, tags: { zone: z2 } }
              b: { stateDirectory: b/state, destinationRoot: b/root, tags: { zone: z1 } }
              c: { stateDirectory: c/state, destinationRoot: c/root, tags: { role: db } }
            """);

        run.ExitCode.Should().Be(0, run.Error);
        (File.ReadAllText(_directory.Combine("a/root/srv/page.txt")), File.Exists(_directory.Combine("c/root/srv/page.txt"))).Should().Be(("one", false));
        run.Error.IndexOf("b ", StringComparison.Ordinal).Should().BeLessThan(run.Error.IndexOf("a ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("targets: { a: { kind: locla } }", "fleet.yml(1,12): error: 'a' is of the kind 'locla'")]
    [InlineData("targets: { a: { kind: local, tags: { role: db } } }", "No target matches the deployment group 'web'.")]
    public async Task Deploy_InventoryIsWrong_SaysWhy(string inventory, string expected)
    {
        var run = await DeployToFleetAsync(inventory);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(expected);
    }

    [Fact]
    public async Task Deploy_OutsideOfTheGroupsWindows_IsRefusedAndSaysWhenTheNextOpens()
    {
        var (from, to) = (DateTime.UtcNow.AddHours(2), DateTime.UtcNow.AddHours(3));

        var run = await DeployToFleetAsync(OneTarget, $$"""{{OneGroup}}, "windows": [ { "from": "{{from:HH:mm}}", "to": "{{to:HH:mm}}" } ] } ] }""");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain($"the next one opens at {from:yyyy-MM-dd HH:mm}");
    }

    [Fact]
    public async Task Deploy_AlarmAndBakeOfTheGroup_AreKept()
    {
        var run = await DeployToFleetAsync(OneTarget, $$"""{{OneGroup}}, "queue": true, "bakeTimeInSeconds": 1, "alarms": [ "page" ] } ], "alarms": [ { "name": "page", "url": "http://127.0.0.1:9/" } ] }""");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("'page'");
    }

    [Theory]
    [InlineData("\"windows\": [ { \"from\": \"25:00\", \"to\": \"2:00\" } ]", "'25:00' in a window of 'web' is not a time: write it as in 22:00.")]
    [InlineData("\"windows\": [ { \"days\": [ \"Mon\" ], \"from\": \"22:00\", \"to\": \"02:00\" } ]", "'Mon' is not a day: use one of Sunday, Monday")]
    [InlineData("\"gates\": [ { \"name\": \"ops\", \"stage\": \"Later\" } ]", "'Later' is not a stage of a gate: use one of BeforeDeployment,")]
    [InlineData("\"gates\": [ { \"name\": \"ops\", \"stage\": \"BeforeEvent\", \"event\": \"4\" } ]", "'4' is not a lifecycle event")]
    [InlineData("\"alarms\": [ \"page\" ]", "'page'")]
    public async Task Deploy_RuleIsWrong_SaysWhatIsRight(string rule, string expected)
    {
        var run = await DeployToFleetAsync(OneTarget, $"{OneGroup}, {rule} }} ] }}");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(expected);
    }

    [Fact]
    public async Task Deploy_DryRun_PrintsThePlanAndTouchesNothing()
    {
        _directory.Write("revision/app/page.txt", "one");
        _directory.WriteScript("revision/after.sh", "#!/bin/sh\n");
        _directory.Write("revision/appspec.yml", $"version: 0.0\nos: linux\nfiles:\n  - source: app\n    destination: {_directory.Combine("srv")}\nhooks:\n  AfterInstall:\n    - location: after.sh\n      timeout: 60\n");
        var config = _directory.Write(
            "forge.json",
            $$"""
            { "root": "{{_directory.Combine("root")}}", "targets": [ { "name": "here", "stateDirectory": "{{_directory.Combine("state")}}" } ],
              "groups": [ { "name": "web", "application": "shop", "targets": ["here"] } ] }
            """);

        var run = await CliRun.OfAsync("deploy", "--config", config, "--group", "web", "--revision", _directory.Combine("revision"), "--dry-run");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().ContainAll(
            "CodeDeployDefault.OneAtATime, at most 1 of 1 targets at once, in this order: here",
            "ApplicationStop: the scripts of the revision that is installed",
            $"copy app/page.txt to {_directory.Combine("srv", "page.txt")}",
            "run after.sh, at most 60 s",
            "a failure would not be rolled back");
        Directory.Exists(_directory.Combine("srv")).Should().BeFalse();
        Directory.Exists(_directory.Combine("state")).Should().BeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deploy_KeyInAnotherStore_IsDeployed(bool isInTheConfiguration)
    {
        _directory.Write("revision/app/page.txt", "one");
        _directory.Write("revision/appspec.yml", $"version: 0.0\nos: linux\nfiles:\n  - source: app\n    destination: {_directory.Combine("srv")}\n");
        var pushed = await CliRun.OfAsync("push", "--source", _directory.Combine("revision"), "--application-name", "shop", "--store", _directory.Combine("shared"));
        var config = _directory.Write(
            "forge.json",
            $$"""
            { "root": "root", {{(isInTheConfiguration ? "\"store\": \"shared\"," : "")}} "targets": [ { "name": "here", "stateDirectory": "state" } ],
              "groups": [ { "name": "web", "application": "shop", "targets": ["here"] } ] }
            """);
        string[] store = isInTheConfiguration ? [] : ["--store", _directory.Combine("shared")];

        var run = await CliRun.OfAsync(["deploy", "--config", config, "--group", "web", "--revision", pushed.LastLine, .. store]);

        run.ExitCode.Should().Be(0, run.Error);
        File.ReadAllText(_directory.Combine("srv", "page.txt")).Should().Be("one");
    }

    public void Dispose() => _directory.Dispose();

    private Task<CliRun> DeployAsync(string page, string hooks = "")
    {
        _directory.Write("revision/app/page.txt", page);
        _directory.Write("revision/appspec.yml", $"version: 0.0\nos: linux\nfiles:\n  - source: app\n    destination: {_directory.Combine("srv")}\n{hooks}");
        return CliRun.OfAsync("deploy", "local", "--bundle-location", _directory.Combine("revision"), "--deployment-root", _directory.Combine("root"), "--json");
    }

    private Task<CliRun> DeployToFleetAsync(string inventory, string? configuration = null)
    {
        _directory.Write("revision/app/page.txt", "one");
        _directory.Write("revision/appspec.yml", "version: 0.0\nos: linux\nfiles:\n  - source: app\n    destination: /srv\n");
        _directory.Write("fleet.yml", inventory);
        var config = _directory.Write(
            "forge.json",
            configuration ?? """
            { "root": "root", "inventories": [ { "name": "fleet", "path": "fleet.yml" } ],
              "configurations": [ { "name": "Zonal", "type": "FLEET_PERCENT", "minimumHealthyHosts": 10, "zonal": { "minimumHealthyHostsPerZone": 0 } } ],
              "groups": [ { "name": "web", "application": "shop", "configuration": "Zonal",
                            "tagSet": [ [ { "key": "role", "value": "web" } ], [ { "key": "zone", "type": "KEY_ONLY" } ] ] } ] }
            """);
        return CliRun.OfAsync("deploy", "--config", config, "--group", "web", "--revision", _directory.Combine("revision"));
    }
}
