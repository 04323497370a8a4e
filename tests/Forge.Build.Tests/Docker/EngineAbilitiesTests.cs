using Docker.DotNet.Models;
using Forge.Build.Docker;

namespace Forge.Build.Tests.Docker;

public sealed class EngineAbilitiesTests
{
    private static readonly SystemInfoResponse Able = new() { PidsLimit = true, MemoryLimit = true, SwapLimit = true, SecurityOptions = ["name=apparmor", "name=seccomp,profile=default"] };

    public static TheoryData<SystemInfoResponse, ContainerProfile, string[]> Machines => new()
    {
        { Able, ContainerProfile.Compat, [] },
        { Machine(pids: false), ContainerProfile.Compat, ["*ulimit does not hold for root*"] },
        { Machine(pids: false), ContainerProfile.Strict, ["*limited by ulimit, together with those of other builds*"] },
        { Machine(swap: false), ContainerProfile.Compat, ["*memory or swap*"] },
        { Machine(security: "name=seccomp,profile=unconfined"), ContainerProfile.Compat, ["*filters no system calls*"] },
        { Machine(security: "name=apparmor"), ContainerProfile.Compat, ["*filters no system calls*"] },
        { new SystemInfoResponse { PidsLimit = true, MemoryLimit = true, SwapLimit = true, SecurityOptions = ["name=seccomp,profile=default", "name=userns"] }, ContainerProfile.Compat, ["*userns-remap*"] },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void Gaps_Machine_SaysWhatItCannot(SystemInfoResponse machine, ContainerProfile profile, string[] expected)
    {
        var gaps = EngineAbilities.Gaps(machine, profile).ToArray();

        gaps.Should().HaveSameCount(expected);
        for (var i = 0; i < expected.Length; i++)
        {
            gaps[i].Should().Match(expected[i]);
        }
    }

    [Theory]
    [InlineData("", false, "10.0.0.2", null)]
    [InlineData("", false, "169.254.169.254", "*look names up at '169.254.169.254'*NameServers*")]
    [InlineData("", true, "169.254.169.254", null)]
    [InlineData("none", false, "169.254.169.254", null)]
    [InlineData("shared", false, "10.0.0.2", "*join the network 'shared'*")]
    public void NetworkGaps_Options_SayWhatIsNotKeptApart(string network, bool isReachable, string resolver, string? expected)
    {
        var options = new DockerBuildExecutorOptions { Network = network, AreMetadataServersReachable = isReachable };

        var gaps = EngineAbilities.NetworkGaps(options, ["192.168.0.1", resolver, "fe80::1"]).ToArray();

        gaps.Should().HaveCount(expected is null ? 0 : 1);
        if (expected is not null)
        {
            gaps[0].Should().Match(expected);
        }
    }

    [Fact]
    public void NetworkGaps_NameServersAreSet_AreNone()
    {
        var options = new DockerBuildExecutorOptions();
        options.NameServers.Add("10.0.0.2");

        EngineAbilities.NetworkGaps(options, ["169.254.169.254"]).Should().BeEmpty();
    }

    private static SystemInfoResponse Machine(bool pids = true, bool swap = true, string security = "name=seccomp,profile=default") =>
        new() { PidsLimit = pids, MemoryLimit = true, SwapLimit = swap, SecurityOptions = [security] };
}
