using System.Net;
using System.Net.Sockets;
using Forge.Build;
using Forge.Build.Docker;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

public sealed class DockerNetworkTests(BridgedDockerDaemon daemon) : IClassFixture<BridgedDockerDaemon>
{
    private const string Serve = "ip -4 -o addr show eth0 | tr -s ' ' | cut -d' ' -f4 | cut -d/ -f1 | head -n 1; echo page >index.html; exec httpd -f -p 80";

    private readonly OutputRecorder _output = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OwnNetworks_OfTwoBuilds_DoNotReachEachOther() => (await FetchFromOtherBuildAsync(network: "")).Should().NotContain("page");

    [Fact]
    public async Task NamedNetwork_OfTwoBuilds_IsShared() => (await FetchFromOtherBuildAsync(network: "bridge")).Should().Contain("page");

    [Fact]
    public async Task OwnNetwork_OfABuildThatEnded_IsTheNextOnes_AndGoesWithTheHost()
    {
        var host = Create(_ => { });
        string[] networks = ["network", "ls", "-q", "--filter", $"label=forge.work={host.WorkDirectory}"];
        string first;
        await using (await OpenAsync(host))
        {
            first = DockerCommand.Run(daemon, networks);
        }

        await Eventually.BeTrueAsync(() => !host.Leftovers.Any(), Cancel);
        await using (await OpenAsync(host))
        {
            DockerCommand.Run(daemon, networks).Should().Be(first).And.NotContain("\n");
        }

        host.Dispose();
        DockerCommand.Run(daemon, networks).Should().BeEmpty();
    }

    [Fact]
    public async Task NoNetwork_HasOnlyItself()
    {
        using var host = Create(options => options.Network = "none");
        await using var environment = await OpenAsync(host);

        await environment.RunAsync(Script("ls /sys/class/net"), _output, Cancel);

        _output.StandardOutput.Should().Be("lo\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task InternetBlocked_MakesTheNetworkInternal(bool isBlocked)
    {
        using var host = Create(options => options.IsInternetBlocked = isBlocked);
        await using var environment = await OpenAsync(host);

        await environment.RunAsync(Script("grep -c metadata /etc/hosts"), _output, Cancel);

        _output.StandardOutput.Should().Be("2\n");
        var network = DockerCommand.Run(daemon, "network", "ls", "-q", "--filter", $"label=forge.work={host.WorkDirectory}");
        DockerCommand.Run(daemon, "network", "inspect", "--format", "{{.Internal}}", network).Should().Be(isBlocked ? "true" : "false");
    }

    [Theory]
    [InlineData("bridge")]
    [InlineData("")]
    public async Task MetadataServer_LinkLocal_IsTheContainerItself(string network)
    {
        using var machine = new EngineMachine(daemon, "169.254.169.254");
        using var host = Create(options => (options.Network, options.Firewall) = (network, FirewallPolicy.Unmanaged));

        (await FetchAsync(host, "169.254.169.254", EngineMachine.Port)).Should().Be("refused");
    }

    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("169.254.9.9", true)]
    [InlineData("169.254.9.9", false)]
    [InlineData("100.100.100.200", true)]
    [InlineData("100.100.100.200", false)]
    [InlineData("168.63.129.16", false)]
    public async Task MetadataServer_OfTheMachine_IsReachedOnlyIfAllowed(string address, bool isReachable)
    {
        using var machine = new EngineMachine(daemon, address);
        using var host = Create(options => options.AreMetadataServersReachable = isReachable);

        var answer = await FetchAsync(host, address, EngineMachine.Port);

        (answer == EngineMachine.Page).Should().Be(isReachable);
    }

    [Fact]
    public async Task Ports_OfTheMachine_AreReachedUnlessTheyAreNamedOrThisProcessListensThere()
    {
        using var own = new TcpListener(IPAddress.Any, 0);
        own.Start();
        var ownPort = ((IPEndPoint)own.LocalEndpoint).Port;
        using var machine = new EngineMachine(daemon, "10.99.0.1", EngineMachine.Port + 1, ownPort);
        using var host = Create(options => options.BlockedHostPorts.Add(EngineMachine.Port + 1));

        foreach (var address in (string[])["$(ip -4 route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')", "10.99.0.1"])
        {
            (await FetchAsync(host, address, EngineMachine.Port)).Should().Be(EngineMachine.Page);
            (await FetchAsync(host, address, EngineMachine.Port + 1)).Should().NotBe(EngineMachine.Page);
            (await FetchAsync(host, address, ownPort)).Should().NotBe(EngineMachine.Page);
        }
    }

    [Fact]
    public async Task BlockedAddresses_OfOptions_AreNotReached()
    {
        using var machine = new EngineMachine(daemon, "10.98.0.1");
        using var host = Create(options => options.BlockedAddresses.Add("10.98.0.0/16"));

        (await FetchAsync(host, "10.98.0.1", EngineMachine.Port)).Should().NotBe(EngineMachine.Page);
    }

    [Fact]
    public async Task Firewall_Set_LeavesNoContainerAndNoImage()
    {
        using var host = Create(options => options.BlockedHostPorts.Add(4711));
        var before = Images();

        await using (await OpenAsync(host))
        {
            Images().Should().BeEquivalentTo(before);
            DockerCommand.Run(daemon, "ps", "-aq", "--filter", "name=forge-firewall").Should().BeEmpty();
        }
    }

    private string[] Images() => DockerCommand.Run(daemon, "image", "ls", "-aq").Split('\n');

    // What comes back from a server, "refused" when nobody serves, anything else when nobody answers.
    private static async Task<string> FetchAsync(DockerBuildHost host, string address, int port)
    {
        var output = new OutputRecorder();
        await using var environment = await OpenAsync(host);
        await environment.RunAsync(Script($"timeout 2 wget -q -O - http://{address}:{port}/ 2>&1"), output, Cancel);
        return output.StandardOutput.Contains("refused", StringComparison.Ordinal) ? "refused" : output.StandardOutput.Trim();
    }

    private static BuildCommand Script(string script) => new() { Arguments = ["sh", "-c", script] };

    private static Task<IBuildEnvironment> OpenAsync(DockerBuildHost host, string image = DockerDaemon.BusyboxImage) => host.Executor.OpenAsync(
        new BuildEnvironmentSpec { BuildId = $"net-{Guid.NewGuid():N}", Project = "shop", Image = ImageReference.Parse(image) }, Cancel);

    private async Task<string> FetchFromOtherBuildAsync(string network)
    {
        using var host = Create(options => (options.Network, options.Firewall) = (network, network.Length > 0 ? FirewallPolicy.Automatic : FirewallPolicy.Required));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var server = await OpenAsync(host);
        await using var client = await OpenAsync(host, DockerDaemon.BuildImage);
        var address = new OutputRecorder();
        var serving = server.RunAsync(Script(Serve), address, stop.Token);
        await Eventually.BeTrueAsync(() => address.StandardOutput.EndsWith('\n'), Cancel);

        await client.RunAsync(Script($"for i in 1 2 3; do timeout 2 bash -c 'exec 3<>/dev/tcp/{address.StandardOutput.Trim()}/80 && printf \"GET / HTTP/1.0\\r\\n\\r\\n\" >&3 && cat <&3' && break; sleep 0.2; done"), _output, Cancel);

        await stop.CancelAsync();
        await serving.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        return _output.StandardOutput;
    }

    private DockerBuildHost Create(Action<DockerBuildExecutorOptions> configure) => new(daemon, configure);
}
