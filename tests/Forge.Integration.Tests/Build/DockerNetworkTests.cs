using Forge.Build;
using Forge.Build.Docker;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

public sealed class DockerNetworkTests(BridgedDockerDaemon daemon) : IClassFixture<BridgedDockerDaemon>
{
    private const string Serve = "ip -4 -o addr show eth0 | tr -s ' ' | cut -d' ' -f4 | cut -d/ -f1; echo page >index.html; exec httpd -f -p 80";

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

    private static BuildCommand Script(string script) => new() { Arguments = ["sh", "-c", script] };

    private static Task<IBuildEnvironment> OpenAsync(DockerBuildHost host, string image = DockerDaemon.BusyboxImage) => host.Executor.OpenAsync(
        new BuildEnvironmentSpec { BuildId = $"net-{Guid.NewGuid():N}", Project = "shop", Image = ImageReference.Parse(image) }, Cancel);

    private async Task<string> FetchFromOtherBuildAsync(string network)
    {
        using var host = Create(options => options.Network = network);
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
