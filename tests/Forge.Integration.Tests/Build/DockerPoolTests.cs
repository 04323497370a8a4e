using Forge.Build;
using Forge.Build.Docker;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

public sealed class DockerPoolTests(DockerDaemon daemon) : IDisposable
{
    private readonly OutputRecorder _output = new();
    private readonly List<DockerBuildHost> _hosts = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _hosts.ForEach(host => host.Dispose());

    [Fact]
    public async Task OpenAsync_AfterABuildOfTheSameImage_TakesAPreparedContainer()
    {
        var host = Create(pool: 2);
        await BuildAsync(host, "echo one >left; mkdir /root/left");
        await PreparedAsync(host, 2);

        var before = Prepared(host);
        await using var environment = await OpenAsync(host);
        var result = await environment.RunAsync(Script("ls -A . /root; cat; hostname"), _output, Cancel);

        result.ExitCode.Should().Be(0);
        before.Should().ContainSingle(id => _output.StandardOutput.Contains(id, StringComparison.Ordinal));
        _output.StandardOutput.Should().NotContain("left").And.Contain("input");
    }

    [Fact]
    public async Task OpenAsync_TwoBuilds_NeverGetTheSameContainer()
    {
        var host = Create(pool: 1);
        await BuildAsync(host, "true");
        await PreparedAsync(host, 1);

        var environments = await Task.WhenAll(OpenAsync(host), OpenAsync(host));
        foreach (var environment in environments)
        {
            await environment.RunAsync(Script("hostname"), _output, Cancel);
            await environment.DisposeAsync();
        }

        _output.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task OpenAsync_OtherLimits_GetsNoContainerOfThese()
    {
        var host = Create(pool: 1);
        await BuildAsync(host, "true");
        await PreparedAsync(host, 1);
        var before = Prepared(host);

        await using var environment = await host.Executor.OpenAsync(Spec() with { Limits = new ResourceLimits { Processes = 100 } }, Cancel);
        await environment.RunAsync(Script("hostname"), _output, Cancel);

        before.Should().NotContain(_output.StandardOutput.Trim());
    }

    [Fact]
    public async Task OpenAsync_PreparedContainerWasKilled_MakesAnother()
    {
        var host = Create(pool: 1);
        await BuildAsync(host, "true");
        await PreparedAsync(host, 1);
        DockerCommand.Run(daemon, ["kill", .. Prepared(host)]);

        await BuildAsync(host, "echo built");

        _output.StandardOutput.Should().EndWith("built\n");
    }

    [Fact]
    public async Task ReopenAsync_BuildInAPreparedContainer_FindsIt()
    {
        var host = Create(pool: 1);
        await BuildAsync(host, "true");
        await PreparedAsync(host, 1);
        var spec = Spec();
        var first = await host.Executor.OpenAsync(spec, Cancel);
        (await first.RunAsync(Script("echo kept >file; exit 9"), _output, Cancel)).ExitCode.Should().Be(9);
        await first.DetachAsync(TestContext.Current.CancellationToken);

        await using var environment = (await host.LaterExecutor.ReopenAsync(spec.BuildId, Cancel))!;

        (await environment.RejoinAsync(_output, Cancel)).ExitCode.Should().Be(9);
        (await environment.ListAsync("", Cancel))!.Select(file => file.Path).Should().Equal("file");
    }

    [Fact]
    public async Task PoolMaxAge_WithoutBuilds_EmptiesThePool()
    {
        var host = Create(pool: 1, options => options.PoolMaxAge = TimeSpan.FromSeconds(1));

        await BuildAsync(host, "true");

        await Eventually.BeTrueAsync(() => Prepared(host).Length == 1, Cancel);
        await Eventually.BeTrueAsync(() => Prepared(host).Length == 0, Cancel);
    }

    [Fact]
    public async Task Dispose_RemovesPreparedContainers()
    {
        var host = Create(pool: 2);
        await BuildAsync(host, "true");
        await PreparedAsync(host, 2);

        ((IDisposable)host.Executor).Dispose();

        DockerCommand.Run(daemon, "ps", "-aq", "--filter", $"label=forge.work={host.WorkDirectory}").Should().BeEmpty();
        DockerCommand.Run(daemon, "network", "ls", "-q", "--filter", $"label=forge.work={host.WorkDirectory}").Should().BeEmpty();
        host.Leftovers.Should().BeEmpty();
    }

    private static BuildEnvironmentSpec Spec() => new()
    {
        BuildId = $"pool-{Guid.NewGuid():N}",
        Project = "shop",
        Image = ImageReference.Parse(DockerDaemon.BusyboxImage),
    };

    private static BuildCommand Script(string script) => new() { Arguments = ["sh", "-c", script], StandardInput = "input\n"u8.ToArray() };

    private static Task<IBuildEnvironment> OpenAsync(DockerBuildHost host) => host.Executor.OpenAsync(Spec(), Cancel);

    private async Task BuildAsync(DockerBuildHost host, string script)
    {
        await using var environment = await OpenAsync(host);
        await environment.RunAsync(Script(script), _output, Cancel);
    }

    private Task PreparedAsync(DockerBuildHost host, int count) => Eventually.BeTrueAsync(() => Prepared(host).Length == count, Cancel);

    private string[] Prepared(DockerBuildHost host) => DockerCommand
        .Run(daemon, "ps", "-q", "--filter", $"label=forge.work={host.WorkDirectory}", "--filter", "name=forge-pool-")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private DockerBuildHost Create(int pool, Action<DockerBuildExecutorOptions>? configure = null)
    {
        var host = new DockerBuildHost(daemon, options =>
        {
            options.PoolSize = pool;
            options.PoolRefillDelay = TimeSpan.FromMinutes(10);
            configure?.Invoke(options);
        });
        _hosts.Add(host);
        return host;
    }
}
