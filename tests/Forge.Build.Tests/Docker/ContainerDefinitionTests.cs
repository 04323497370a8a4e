using Forge.Build.Docker;

namespace Forge.Build.Tests.Docker;

public sealed class ContainerDefinitionTests
{
    private static readonly ImageReference Image = ImageReference.Parse("forge/build:local");

    [Fact]
    public void Create_Defaults_AreHardened()
    {
        var container = ContainerDefinition.Create(new BuildEnvironmentSpec { BuildId = "b-1", Project = "shop" }, Image, "/var/forge/b-1/output", network: "", owner: "host/1-2");

        container.Name.Should().Be("forge-b-1");
        container.User.Should().Be("0:0");
        container.Labels.Should().BeEquivalentTo(new Dictionary<string, string> { ["forge.build"] = "b-1", ["forge.owner"] = "host/1-2" });
        container.HostConfig.Should().BeEquivalentTo(new
        {
            Privileged = false,
            CapDrop = new[] { "ALL" },
            CapAdd = new[] { "CHOWN", "DAC_OVERRIDE", "FOWNER", "SETUID", "SETGID", "KILL" },
            SecurityOpt = new[] { "no-new-privileges" },
            PidsLimit = 1024L,
            Memory = 0L,
            NanoCPUs = 0L,
        });
        container.HostConfig!.LogConfig!.Type.Should().Be("none");
        container.HostConfig!.NetworkMode.Should().BeNullOrEmpty();
        container.HostConfig!.Mounts.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Type = "bind", Source = "/var/forge/b-1/output", Target = "/codebuild/output" });
        container.HostConfig!.Binds.Should().BeNull();
    }

    [Fact]
    public void Create_Limits_AreApplied()
    {
        var limits = new ResourceLimits { MemoryBytes = 1 << 30, Processors = 1.5, Processes = 64 };

        var host = ContainerDefinition.Create(new BuildEnvironmentSpec { BuildId = "b", Project = "shop", Limits = limits }, Image, "/d", network: "none", owner: "o").HostConfig;

        host.Should().BeEquivalentTo(new { Memory = 1L << 30, MemorySwap = 1L << 30, NanoCPUs = 1_500_000_000L, PidsLimit = 64L, NetworkMode = "none" });
    }

    [Fact]
    public void Create_Environment_HoldsNothingOfTheBuild() =>
        ContainerDefinition.Create(new BuildEnvironmentSpec { BuildId = "b", Project = "shop" }, Image, "/d", "", "o").Env
            .Should().Equal("HOME=/root", "CODEBUILD_BUILD_IMAGE=forge/build:local");
}
