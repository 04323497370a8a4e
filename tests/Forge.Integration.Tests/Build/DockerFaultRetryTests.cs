using Forge.Build;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>A build whose container goes away in the middle of it.</summary>
public sealed class DockerFaultRetryTests : IDisposable
{
    private const string Waiting = "phases: {build: {commands: [echo waiting, 'i=0; until [ $i = 600 ]; do sleep 0.1; i=$((i+1)); done']}}";

    private readonly DockerDaemon _daemon;
    private readonly DockerBuildHost _host;
    private int _removed;

    public DockerFaultRetryTests(DockerDaemon daemon) => (_daemon, _host) = (daemon, new DockerBuildHost(daemon));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task ContainerIsRemoved_InMidBuild_IsAFaultAndRunsThatOftenMore(int retries)
    {
        _host.Reported = RemoveContainerOnceItWaits;

        var lost = await _host.RunAsync(Waiting, request => request with { FaultRetryLimit = retries });

        lost.Status.Should().Be(BuildStatus.Fault);
        lost.Phases.Single(phase => phase.Status is BuildStatus.Fault).Should().BeEquivalentTo(new { Phase = BuildPhase.Build, StatusCode = "EXECUTOR_FAULT" });
        lost.Phases.Single(phase => phase.Status is BuildStatus.Fault).Message.Should().StartWith("build environment lost");
        var last = lost;
        for (var retry = 2; retry <= retries + 1; retry++)
        {
            var id = $"{lost.BuildId}-retry{retry}";
            await RemoveOnceItWaitsAsync(id);
            var before = last.BuildId;
            last = await _host.Engine.WaitAsync(id, Cancel);
            last.Should().BeEquivalentTo(new { Status = BuildStatus.Fault, RetryOf = before });
        }

        (await _host.Engine.ListForProjectAsync("shop", Cancel).ToListAsync(Cancel)).Should().HaveCount(retries + 1);
        await Eventually.BeTrueAsync(() => !_host.Leftovers.Any(), Cancel);
    }

    [Fact]
    public async Task ContainerIsKilled_InMidBuild_IsAFailureOfTheBuildAndStaysOne()
    {
        _host.Reported = text => OnceItWaits(text, "kill");

        var killed = await _host.RunAsync(Waiting, request => request with { FaultRetryLimit = 1 });

        killed.Status.Should().Be(BuildStatus.Failed);
        killed.Phases.First(phase => phase.Status is BuildStatus.Failed).Message.Should().Contain("found dead");
        (await _host.Engine.ListForProjectAsync("shop", Cancel).ToListAsync(Cancel)).Should().Equal(killed.BuildId);
    }

    private void RemoveContainerOnceItWaits(string text) => OnceItWaits(text, "rm", "--force");

    private void OnceItWaits(string text, params string[] command)
    {
        if (text == "waiting" && Interlocked.Exchange(ref _removed, 1) == 0)
        {
            DockerCommand.Run(_daemon, [.. command, Container(_host.WorkDirectory)]);
        }
    }

    private async Task RemoveOnceItWaitsAsync(string buildId)
    {
        await Eventually.BeTrueAsync(async () => await _host.Engine.GetAsync(buildId, Cancel) is { Phases: [.., { Phase: BuildPhase.Build }] }, Cancel);
        DockerCommand.Run(_daemon, "rm", "--force", Container(_host.WorkDirectory, buildId));
    }

    private string Container(string workDirectory, string? buildId = null) => DockerCommand.Run(
        _daemon, "ps", "-q", "--filter", $"label=forge.work={workDirectory}", "--filter", buildId is null ? "label=forge.build" : $"label=forge.build={buildId}");
}
