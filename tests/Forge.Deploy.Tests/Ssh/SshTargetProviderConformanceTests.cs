using Forge.Conformance;
using Forge.Deploy.Ssh;
using Forge.Deploy.Tests.Inventories;

namespace Forge.Deploy.Tests.Ssh;

public sealed class SshTargetProviderConformanceTests : DeployTargetProviderConformanceTests
{
    protected override IDeployTargetProvider Provider { get; } = new SshTargetProvider(
        options =>
        {
            options.User = "deploy";
            options.PrivateKeyPath = "/keys/deploy";
            options.KnownHostsPath = "/keys/known_hosts";
        },
        secrets: null,
        TimeProvider.System);

    protected override TargetDescription Good { get; } = new() { Name = "web-1", Kind = "ssh", Settings = new Dictionary<string, string> { ["host"] = "10.0.0.1", ["port"] = "2222" } };

    protected override TargetDescription Bad { get; } = new() { Name = "web-1", Kind = "ssh", Settings = new Dictionary<string, string> { ["host"] = "10.0.0.1", ["port"] = "70000" } };

    [Fact]
    public void Check_HostKeyOfItsOwn_ReplacesTheKnownHostsOfAll() =>
        Provider.Check(Good with { Settings = new Dictionary<string, string> { ["host"] = "h", ["hostKey"] = InventoryScene.Fingerprint } }).Should().BeEmpty();

    [Fact]
    public void Check_TwoWaysToKnowTheHost_IsRefused() =>
        Provider.Check(Good with { Settings = new Dictionary<string, string> { ["host"] = "h", ["hostKey"] = InventoryScene.Fingerprint, ["knownHostsPath"] = "/k" } })
            .Should().ContainSingle().Which.Should().Contain("leave one out");
}
