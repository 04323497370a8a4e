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
