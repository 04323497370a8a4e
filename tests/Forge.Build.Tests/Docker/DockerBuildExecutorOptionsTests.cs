using System.ComponentModel.DataAnnotations;
using Forge.Build.Docker;

namespace Forge.Build.Tests.Docker;

public sealed class DockerBuildExecutorOptionsTests
{
    [Theory]
    [InlineData("unix:///run/docker.sock", null, ContainerProfile.Strict, true, null)]
    [InlineData("tcp://builds:2376", "/certificates", ContainerProfile.Compat, false, null)]
    [InlineData("tcp://builds:2376", null, ContainerProfile.Strict, false, "Profile")]
    [InlineData("tcp://builds:2376", null, ContainerProfile.Compat, true, "ProjectsWithControlOfTheEngine")]
    [InlineData("unix:///run/docker.sock", "/certificates", ContainerProfile.Compat, false, "CertificateDirectory")]
    [InlineData("ssh://builds", null, ContainerProfile.Compat, false, "Endpoint")]
    public void Validate_Combination_NamesWhatDoesNotFit(string endpoint, string? certificates, ContainerProfile profile, bool controlsEngine, string? refused)
    {
        var options = new DockerBuildExecutorOptions { Endpoint = new Uri(endpoint), CertificateDirectory = certificates, Profile = profile };
        if (controlsEngine)
        {
            options.ProjectsWithControlOfTheEngine.Add("shop");
        }

        options.Validate(new ValidationContext(options)).SelectMany(result => result.MemberNames).Should().Equal(refused is null ? [] : [refused]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void Validate_BlockedHostPort_OutOfRange_IsRefused(int port) => Refused(options => options.BlockedHostPorts.Add(port)).Should().Equal("BlockedHostPorts");

    [Theory]
    [InlineData("10.0.0.5", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10", false)]
    [InlineData("fd00::1", false)]
    [InlineData("10.0.0.5 -j ACCEPT", false)]
    [InlineData("$(id)", false)]
    [InlineData("", false)]
    public void Validate_BlockedAddress_IsAnAddressOrARange(string address, bool isFine) =>
        Refused(options => options.BlockedAddresses.Add(address)).Should().Equal(isFine ? [] : ["BlockedAddresses"]);

    [Theory]
    [InlineData("10.0.0.2", true)]
    [InlineData("fd00::2", true)]
    [InlineData("dns.example", false)]
    public void Validate_NameServer_IsAnAddress(string server, bool isFine) => Refused(options => options.NameServers.Add(server)).Should().Equal(isFine ? [] : ["NameServers"]);

    [Theory]
    [InlineData("", true)]
    [InlineData("none", true)]
    [InlineData("shared", false)]
    public void Validate_FirewallRequired_NeedsOwnNetworks(string network, bool isFine) =>
        Refused(options => (options.Firewall, options.Network) = (FirewallPolicy.Required, network)).Should().Equal(isFine ? [] : ["Firewall"]);

    private static IEnumerable<string> Refused(Action<DockerBuildExecutorOptions> configure)
    {
        var options = new DockerBuildExecutorOptions();
        configure(options);
        return options.Validate(new ValidationContext(options)).SelectMany(result => result.MemberNames);
    }
}
