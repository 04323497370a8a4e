using Docker.DotNet.Models;
using Forge.Build.Docker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Forge.Build.Tests.Docker;

public sealed class ContainerDefinitionTests : IDisposable
{
    private const string Owner = "host/1-2";

    private static readonly ContainerKey Key = new() { Image = ImageReference.Parse("forge/build:local"), ImageId = "sha256:1", Limits = new ResourceLimits() };

    private readonly DockerBuildExecutorOptions _options = new() { WorkDirectory = "/var/forge" };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly DockerConnection _docker;

    public ContainerDefinitionTests() => _docker = new DockerConnection(_options, _time);

    public void Dispose() => _docker.Dispose();

    [Fact]
    public void Container_Defaults_AreHardened()
    {
        var container = Create(Key);

        container.Name.Should().Be("forge-b-1-x");
        container.User.Should().Be("0:0");
        container.Image.Should().Be("sha256:1");
        container.Labels.Should().BeEquivalentTo(new Dictionary<string, string> { ["forge.build"] = "b-1", ["forge.owner"] = Owner, ["forge.work"] = "/var/forge", ["forge.deadline"] = "2026-03-02T12:00:00.0000000+00:00" });
        container.HostConfig.Should().BeEquivalentTo(new
        {
            Privileged = false,
            ReadonlyRootfs = false,
            CapDrop = new[] { "ALL" },
            CapAdd = new[] { "CHOWN", "DAC_OVERRIDE", "FOWNER", "SETUID", "SETGID", "KILL" },
            SecurityOpt = new[] { "no-new-privileges" },
            PidsLimit = 1024L,
            Memory = 0L,
            NanoCPUs = 0L,
            NetworkMode = "forge-b-1-x",
            IpcMode = "private",
            CgroupnsMode = "private",
            PidMode = "",
            UTSMode = "",
            UsernsMode = "",
        });
        container.HostConfig!.LogConfig!.Type.Should().Be("none");
        container.HostConfig!.Mounts.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Type = "bind", Source = "/d", Target = "/codebuild/output" });
        container.HostConfig!.Binds.Should().BeNull();
        container.HostConfig!.StorageOpt.Should().BeNull();
        container.HostConfig!.Ulimits!.Select(limit => (limit.Name, limit.Hard)).Should().Equal(("nofile", 16_384), ("core", 0));
    }

    [Fact]
    public void Container_Strict_HasNoCapabilityNoRootAndNoWritableImage()
    {
        _options.Profile = ContainerProfile.Strict;

        var container = Create(Key);

        container.User.Should().Be("65534:65534");
        container.Env.Should().Contain("HOME=/tmp");
        container.HostConfig!.CapDrop.Should().Equal("ALL");
        container.HostConfig!.CapAdd.Should().BeNull();
        container.HostConfig!.ReadonlyRootfs.Should().BeTrue();
        container.HostConfig!.Tmpfs!["/tmp"].Should().Contain("nosuid").And.Contain("nodev");
    }

    [Fact]
    public void Container_Privileged_IsNothingElse()
    {
        var host = Create(Key with { IsPrivileged = true }).HostConfig!;

        host.Privileged.Should().BeTrue();
        host.Mounts.Should().ContainSingle();
    }

    [Fact]
    public void Container_ControlsEngine_GetsItsSocket()
    {
        _options.Endpoint = new Uri("unix:///run/engine.sock");

        Create(Key with { ControlsEngine = true }).HostConfig!.Mounts!.Last().Should().BeEquivalentTo(
            new { Type = "bind", Source = "/run/engine.sock", Target = "/var/run/docker.sock" });
    }

    [Fact]
    public void Container_Limits_AreApplied()
    {
        _options.Network = "none";
        _options.DiskBytes = 1L << 30;
        var limits = new ResourceLimits { MemoryBytes = 1 << 30, Processors = 1.5, Processes = 64 };

        var host = Create(Key with { Limits = limits }).HostConfig!;

        host.Should().BeEquivalentTo(new { Memory = 1L << 30, MemorySwap = 1L << 30, NanoCPUs = 1_500_000_000L, PidsLimit = 64L, NetworkMode = "none" });
        host.StorageOpt.Should().ContainSingle().Which.Should().Be(new KeyValuePair<string, string>("size", "1073741824"));
        host.ExtraHosts.Should().BeNull();
    }

    [Theory]
    [InlineData("", "forge-b-1-x")]
    [InlineData("shared", "shared")]
    public void Container_OnANetwork_HasTheLinkLocalMetadataServersItself(string network, string joined)
    {
        _options.Network = network;

        var container = Create(Key);

        container.NetworkingConfig!.EndpointsConfig!.Should().ContainKey(joined).WhoseValue.IPAMConfig!.LinkLocalIPs.Should()
            .Contain("169.254.169.254").And.Contain("169.254.170.2").And.OnlyContain(address => address.StartsWith("169.254."));
        container.HostConfig!.ExtraHosts.Should().Contain("metadata.google.internal:127.0.0.1");
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("host", false)]
    [InlineData("container:other", false)]
    [InlineData("", true)]
    public void Container_WithoutNetworkOrAllowed_IsLeftAlone(string network, bool isReachable)
    {
        (_options.Network, _options.AreMetadataServersReachable) = (network, isReachable);

        var container = Create(Key);

        container.NetworkingConfig.Should().BeNull();
        container.HostConfig!.ExtraHosts.Should().BeNull();
    }

    [Fact]
    public void Container_EngineWithoutControlGroupForProcesses_LimitsThemByUlimit()
    {
        var abilities = new EngineAbilities(_docker, _options, NullLogger.Instance);
        abilities.Take(new SystemInfoResponse { PidsLimit = false });

        var host = Define(abilities).Container(Key, "n", "b-1", "own", "/d").HostConfig!;

        host.PidsLimit.Should().BeNull();
        host.Ulimits!.Should().ContainEquivalentOf(new { Name = "nproc", Soft = 1024L, Hard = 1024L });
    }

    [Fact]
    public void Container_NameServers_AreThoseOfTheOptions()
    {
        _options.NameServers.Add("10.0.0.2");

        Create(Key).HostConfig!.DNS.Should().Equal("10.0.0.2");
    }

    [Fact]
    public void Container_Environment_HoldsNothingOfTheBuild() =>
        Create(Key).Env.Should().Equal("HOME=/root", "CODEBUILD_BUILD_IMAGE=forge/build:local");

    [Fact]
    public void Container_Prepared_NamesNoBuild() =>
        Define().Container(Key, "forge-pool-x", buildId: null, network: null, "/d").Labels.Should().NotContainKey("forge.build");

    [Fact]
    public void Container_OfAnEngineElsewhere_SharesNoDirectory() =>
        Define().Container(Key, "n", "b-1", network: null, sharedDirectory: null).HostConfig!.Mounts.Should().ContainSingle().Which.Type.Should().Be("volume");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Network_OfItsOwn_IsMade(bool isBlocked)
    {
        _options.IsInternetBlocked = isBlocked;
        var definition = Define();

        definition.HasOwnNetworks.Should().BeTrue();
        definition.Container(Key, "n", "b-1", "forge-b-1-x", "/d").HostConfig!.NetworkMode.Should().Be("forge-b-1-x");
        var network = definition.Network("forge-b-1-x");
        network.Should().BeEquivalentTo(new { Name = "forge-b-1-x", Driver = "bridge", Internal = isBlocked, EnableIPv6 = false });
        network.Labels.Should().Contain("forge.owner", Owner).And.Contain("forge.work", "/var/forge").And.ContainKey("forge.deadline");
    }

    [Theory]
    [InlineData(false, "forge-b")]
    [InlineData(true, "forge-m")]
    public void Network_OfItsOwn_HasABridgeThatTheFirewallKnows(bool isReachable, string prefix)
    {
        _options.AreMetadataServersReachable = isReachable;

        // The kernel's longest name of an interface has 15 characters.
        Define().Network("n").Options!["com.docker.network.bridge.name"].Should().StartWith(prefix).And.HaveLength(15);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("shared")]
    public void Network_Named_IsNotMade(string name)
    {
        _options.Network = name;

        Define().HasOwnNetworks.Should().BeFalse();
        Create(Key).HostConfig!.NetworkMode.Should().Be(name);
    }

    private ContainerDefinition Define(EngineAbilities? abilities = null) =>
        new(_options, Owner, abilities ?? new EngineAbilities(_docker, _options, NullLogger.Instance), _time);

    private global::Docker.DotNet.Models.CreateContainerParameters Create(ContainerKey key)
    {
        var definition = Define();
        return definition.Container(key, "forge-b-1-x", "b-1", definition.HasOwnNetworks ? "forge-b-1-x" : null, "/d");
    }
}
