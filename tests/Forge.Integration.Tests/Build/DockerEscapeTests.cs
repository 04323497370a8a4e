using Forge.Build;
using Forge.Build.Docker;

namespace Forge.Integration.Tests.Build;

/// <summary>A hostile build tries to get out of its container.</summary>
public sealed class DockerEscapeTests(EscapeProbes probes) : IClassFixture<EscapeProbes>
{
    private const int FewestProbes = 25;

    // A build may reach the internet unless its host says otherwise.
    private const string WayOut = "have a way out";

    private static readonly string[] Harmless =
    [
        "mount a file system",
        "mount the root elsewhere",
        "new mount namespace",
        "new network namespace",
        "make a block device",
        "make a memory device",
        "open a raw socket",
        "open a packet socket",
        "change the host's name",
        "change the root",
        "change an address of the network",
        "change the kernel's settings",
        "join a key ring",
        "add a key",
        "load a program into the kernel",
        "open a file by its handle",
        "watch the processor",
        "trace a process of another user",
        "read another user's environment",
        "read the kernel's log",
        "gain rights by a program",
        "have more processes than allowed",
    ];

    public static TheoryData<ContainerProfile, string> Probes =>
        [.. Enum.GetValues<ContainerProfile>().SelectMany(profile => EscapeProbes.Names.Where(name => name != WayOut).Select(name => new TheoryDataRow<ContainerProfile, string>(profile, name)))];

    [Fact]
    public void Probes_AreAsManyAsTheBarAsks() => EscapeProbes.Names.Distinct().Should().HaveCountGreaterThan(FewestProbes);

    [Theory]
    [MemberData(nameof(Probes))]
    public void Build_TriesToGetOut_IsRefused(ContainerProfile profile, string probe) =>
        probes.Answers[profile].Should().ContainKey(probe).WhoseValue.Should().Be(EscapeProbes.Refused);

    // Otherwise a refusal would say nothing. Not all probes are harmless where they succeed, and not every machine can give every right away.
    [Fact]
    public void ContainerWithRights_TriesTheSame_Succeeds() =>
        probes.RunWithRights(Harmless).Should().Equal(Harmless.ToDictionary(name => name, _ => EscapeProbes.Allowed));

    [Theory]
    [InlineData("none", EscapeProbes.Refused)]
    [InlineData("", EscapeProbes.Allowed)]
    public async Task Build_OnANetworkOrNone_HasAWayOutOrNot(string network, string answer) =>
        (await probes.RunAsync(WayOut, options => options.Network = network))[WayOut].Should().Be(answer);

    [Fact]
    public async Task BuildWithControlOfTheEngine_FindsItsSocket()
    {
        const string Probe = "find the engine's socket";

        (await probes.RunAsync(Probe, options => options.ProjectsWithControlOfTheEngine.Add("shop")))[Probe].Should().Be(EscapeProbes.Allowed);
    }

    [Fact]
    public async Task BuildWithMoreProcesses_MayHaveThem()
    {
        const string Probe = "have more processes than allowed";

        (await probes.RunAsync(Probe, _ => { }, request => request with { Limits = new ResourceLimits { Processes = 1000 } }))[Probe].Should().Be(EscapeProbes.Allowed);
    }
}
