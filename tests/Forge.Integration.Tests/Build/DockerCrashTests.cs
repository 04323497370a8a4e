using System.Globalization;
using Forge.Build;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>An engine that is killed in the middle of builds and comes back.</summary>
public sealed class DockerCrashTests
{
    private const int Builds = 4;
    private const int Crashes = 5;
    private const int Lines = 400;

    [Fact]
    public async Task Builds_EngineIsKilled_FinishWithWholeLogs()
    {
        await using var daemon = await DockerDaemon.StartPrivateAsync();
        using var host = new DockerBuildHost(daemon);
        var text = $"version: 0.2\nphases: {{build: {{commands: ['i=0; while [ $i -lt {Lines} ]; do i=$((i+1)); echo $i; sleep 0.01; done', 'echo second']}}}}";
        var builds = new List<string>();
        for (var i = 0; i < Builds; i++)
        {
            var request = new BuildRequest { Project = "shop", Executor = "docker", Buildspec = text, Image = ImageReference.Parse(DockerDaemon.BuildImage) };
            builds.Add((await host.Engine.StartAsync(request, TestContext.Current.CancellationToken)).BuildId);
        }

        await Task.WhenAll(builds.Select(id => PrintedAsync(host.Engine, id, "1")));
        for (var i = 0; i < Crashes; i++)
        {
            await daemon.CrashAsync();
        }

        foreach (var id in builds)
        {
            var result = await host.Engine.WaitAsync(id, TestContext.Current.CancellationToken);
            result.Phases.Should().OnlyContain(phase => phase.Status == null || phase.Status == BuildStatus.Succeeded);
            (await PrintedAsync(host.Engine, id, until: null)).Should().Equal([.. Enumerable.Range(1, Lines).Select(line => line.ToString(CultureInfo.InvariantCulture)), "second"]);
        }
    }

    // What commands have printed, to the end or to a line.
    private static async Task<IReadOnlyList<string>> PrintedAsync(BuildEngine engine, string buildId, string? until)
    {
        var printed = new List<string>();
        await foreach (var line in engine.ReadLogAsync(buildId, cancellationToken: TestContext.Current.CancellationToken))
        {
            if (!line.Text.StartsWith("[Container] ", StringComparison.Ordinal))
            {
                printed.Add(line.Text);
            }

            if (line.Text == until)
            {
                break;
            }
        }

        return printed;
    }
}
