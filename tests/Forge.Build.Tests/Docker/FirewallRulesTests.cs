using Forge.Build.Docker;

namespace Forge.Build.Tests.Docker;

public sealed class FirewallRulesTests
{
    private readonly DockerBuildExecutorOptions _options = new();

    [Fact]
    public void Of_Defaults_BlockMetadataServersOfGuardedBridges() => Rules().Should().Equal(
        "-i forge-b+ -d 169.254.0.0/16 -j DROP",
        "-i forge-b+ -d 100.100.100.200 -j DROP",
        "-i forge-b+ -d 168.63.129.16 -j DROP",
        "-i forge-b+ -d 192.0.0.192 -j DROP");

    [Fact]
    public void Of_PortsAndAddresses_BlockThemForAllBridges()
    {
        _options.AreMetadataServersReachable = true;
        _options.BlockedAddresses.Add("10.0.0.0/8");

        Rules(8080, 22, 8080).Should().Equal(
            "-d 10.0.0.0/8 -j DROP",
            "-p tcp -m addrtype --dst-type LOCAL -m tcp --dport 22 -j DROP",
            "-p udp -m addrtype --dst-type LOCAL -m udp --dport 22 -j DROP",
            "-p tcp -m addrtype --dst-type LOCAL -m tcp --dport 8080 -j DROP",
            "-p udp -m addrtype --dst-type LOCAL -m udp --dport 8080 -j DROP");
    }

    [Fact]
    public void Of_Nothing_IsNoScript()
    {
        _options.AreMetadataServersReachable = true;

        FirewallRules.Of([], _options).Script.Should().BeEmpty();
    }

    private IEnumerable<string> Rules(params int[] ports) =>
        FirewallRules.Of(ports, _options).Script.Split('\n').Where(line => line.StartsWith("r ", StringComparison.Ordinal)).Select(line => line[2..]);
}
