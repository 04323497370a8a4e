using System.Text;
using Forge.Deploy.Inventories;
using Forge.Testing;

namespace Forge.Deploy.Tests.Inventories;

public sealed class TargetInventoryReaderTests
{
    private const string Good = """
        defaults:
          kind: ssh
          hostKey: SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
          privateKeyPath: keys/deploy
          tags: { stage: live, role: none }
          variables:
            COLOR: blue
        targets:
          web-1:
            host: 10.0.0.11
            tags: { role: web, 0755: 010 }
          web-2:
            host: 10.0.0.12
            port: 2222
            user: root
            privateKeyPath: /etc/forge/key
            instance: vm-17
            variables: { COLOR: red, SIZE: "" }
          here:
            kind: local
            hostKey: null
            privateKeyPath: null
        """;

    [Fact]
    public void Read_Defaults_HoldUnlessATargetHasItsOwn()
    {
        var targets = Read(Good.Replace("  here:\n    kind: local\n    hostKey: null\n    privateKeyPath: null\n", "", StringComparison.Ordinal)[..Good.IndexOf("  here:", StringComparison.Ordinal)])!;

        targets.Select(target => target.Name).Should().Equal("web-1", "web-2");
        targets[0].Settings.Should().Equal(new Dictionary<string, string> { ["host"] = "10.0.0.11", ["hostKey"] = InventoryScene.Fingerprint, ["privateKeyPath"] = "/inv/keys/deploy" });
        targets[0].Tags.Should().BeEquivalentTo(new Dictionary<string, string> { ["stage"] = "live", ["role"] = "web", ["0755"] = "010" });
        targets[0].Variables.Should().Equal(new Dictionary<string, string> { ["COLOR"] = "blue" });
        targets[1].Settings["privateKeyPath"].Should().Be("/etc/forge/key");
        targets[1].Tags["role"].Should().Be("none");
        targets[1].Variables.Should().BeEquivalentTo(new Dictionary<string, string> { ["COLOR"] = "red", ["SIZE"] = "" });
        (targets[1].Instance, targets[1].Kind, targets[0].Instance).Should().Be(("vm-17", "ssh", ""));
    }

    [Fact]
    public void Read_Json_IsTakenToo()
    {
        var targets = Read("""{"targets": {"a": {"kind": "local", "stateDirectory": "state", "tags": {"role": "web"}}}}""")!;

        var target = targets.Should().ContainSingle().Subject;
        (target.Name, target.Settings["stateDirectory"], target.Tags["role"]).Should().Be(("a", "/inv/state", "web"));
    }

    [Theory]
    [InlineData("targets: {}")]
    [InlineData("targets:\n")]
    public void Read_NoTargets_IsAnEmptyFleet(string text) => Read(text).Should().BeEmpty();

    [Theory]
    [InlineData("", "1,1", "write 'targets: {}'")]
    [InlineData("# nothing", "1,1", "write 'targets: {}'")]
    [InlineData("- a", "1,1", "write 'targets: {}'")]
    [InlineData("default: {}\ntargets: {}", "1,1", "no key 'default'. Did you mean 'defaults'?")]
    [InlineData("targets: [a]", "1,10", "'targets' must be a map, not a list")]
    [InlineData("targets:\n  a: b", "2,6", "'a' must be a map, not a value")]
    [InlineData("targets:\n  a:\n", "2,3", "'a' does not say how it is reached: add 'kind'")]
    [InlineData("targets:\n  a: { kind: shh }", "2,3", "of the kind 'shh', which this host cannot reach. Did you mean 'ssh'?")]
    [InlineData("targets:\n  a: { kind: local, hots: x }", "2,21", "no setting 'hots'")]
    [InlineData("targets:\n  a: { kind: ssh, hots: x }", "2,19", "Did you mean 'host'?")]
    [InlineData("targets:\n  a: { kind: local, stateDirectory: [x] }", "2,37", "'stateDirectory' must be a single value, not a list")]
    [InlineData("targets:\n  a: { kind: local, tags: web }", "2,27", "'tags' must be a map, not a value")]
    [InlineData("targets:\n  a: { kind: local, tags: { r: [w] } }", "2,32", "'r' must be a single value, not a list")]
    [InlineData("targets:\n  i-0123: { kind: local }", "2,3", "'i-0123' cannot name a target")]
    [InlineData("targets:\n  a b: { kind: local }", "2,3", "'a b' cannot name a target")]
    [InlineData("targets:\n  a: { kind: ssh, host: h, user: u, privateKeyPath: k }", "2,3", "needs either HostKey")]
    [InlineData("targets:\n  a: { kind: ssh, host: h, user: u, privateKeyPath: k, knownHostsPath: k, port: ssh }", "2,3", "Port")]
    [InlineData("targets:\n  a: { kind: local, variables: { 1A: x } }", "2,3", "'1A' cannot be set")]
    [InlineData("targets:\n  a: { kind: local, tags: { 1: , 2: , 3: , 4: , 5: , 6: , 7: , 8: , 9: , 10: , 11: } }", "2,3", "11 tags: the most is 10")]
    [InlineData("targets:\n  a: { kind: local }\n  a: { kind: local }", "3,3", "stands at line 2 already")]
    [InlineData("targets:\n\ta: { kind: local }", "2,1", "tab")]
    [InlineData("targets: &x\n  a: *x", "2,6", "refers to itself")]
    public void Read_Wrong_SaysWhereAndWhatToDo(string text, string position, string expected)
    {
        var targets = Read(text, out var problems);

        targets.Should().BeNull();
        problems.Select(problem => problem.ToString()).Should().ContainSingle().Which.Should().Contain($"fleet.yml({position}): error:").And.Contain(expected);
    }

    [Fact]
    public void Read_SeveralMistakes_TellsAll()
    {
        Read("targets:\n  a: { kind: local, hots: x }\n  b: { kind: shh }\n  c: [1]\n", out var problems).Should().BeNull();

        problems.Select(problem => problem.Line).Should().Equal(2, 3, 4);
    }

    [Fact]
    public void Read_FiveThousandTargets_AreRead() =>
        Read("defaults: { kind: local }\ntargets:\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"  t{i}: {{ tags: {{ role: web, rack: r{i} }} }}\n"))).Should().HaveCount(5000);

    [Fact]
    public void Read_ExampleOfTheDocuments_IsRight()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs/deploying.md"));
        var begin = document.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;

        var targets = Read(document[begin..document.IndexOf("```", begin, StringComparison.Ordinal)])!;

        targets.Select(target => (target.Name, target.Tags["role"], target.Tags["zone"])).Should().Equal(("web-1", "web", "a"), ("web-2", "web", "b"), ("db-1", "db", "a"));
    }

    private static IReadOnlyList<TargetDescription>? Read(string text)
    {
        var targets = Read(text, out var problems);
        problems.Should().BeEmpty();
        return targets;
    }

    private static IReadOnlyList<TargetDescription>? Read(string text, out IReadOnlyList<SpecProblem> problems) =>
        new TargetInventoryReader(new InventoryScene().Catalog, "/inv").Read("fleet.yml", Encoding.UTF8.GetBytes(text), out problems);
}
