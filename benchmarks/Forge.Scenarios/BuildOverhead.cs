using Forge.Build;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Scenarios;

/// <summary>A trivial build of three commands by a host that is up, against <c>docker run --rm</c> of the same three commands.</summary>
internal static class BuildOverhead
{
    private const string Image = "forge/busybox:local";
    private const int Rounds = 15;

    private static bool _isWarm;

    /// <summary>With a container kept ready, against <c>docker run --rm</c>.</summary>
    public static Task WarmAsync(string endpoint) => MeasureAsync("build-overhead", endpoint, 1, () => DockerRunAsync(endpoint));

    /// <summary>Without, against <c>docker run --rm</c>.</summary>
    public static Task ColdAsync(string endpoint) => MeasureAsync("build-overhead-cold", endpoint, 0, () => DockerRunAsync(endpoint));

    /// <summary>With a container kept ready, against another program that runs the same job.</summary>
    public static Task PeerAsync(string endpoint, string[] peer) => MeasureAsync("build-peer", endpoint, 1, () => Tool.RunAsync(null, peer));

    private static Task DockerRunAsync(string endpoint) =>
        Tool.RunAsync(null, "docker", "--host", endpoint, "run", "--rm", Image, "sh", "-c", "echo one; echo two; echo three");

    private static async Task MeasureAsync(string name, string endpoint, int prepared, Func<Task> floor)
    {
        var scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
        var source = Directory.CreateDirectory(Path.Combine(scratch, "source")).FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "buildspec.yml"), "version: 0.2\nphases:\n  build:\n    commands:\n      - echo one\n      - echo two\n      - echo three\n");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddForge()
            .AddSqliteJournal(options => options.Path = Path.Combine(scratch, "journal.db"))
            .AddFileSystemArtifactStore(options => options.Directory = Path.Combine(scratch, "artifacts"))
            .AddBuilds()
            .AddDockerBuildExecutor(options =>
            {
                options.Endpoint = new Uri(endpoint);
                options.WorkDirectory = Path.Combine(scratch, "work");
                options.PoolSize = prepared;
                options.PoolRefillDelay = TimeSpan.FromMinutes(10);
            });
        using var host = builder.Build();
        await host.StartAsync();

        await PairedRounds.MeasureAsync(name, Rounds, BuildAsync, floor, SettleAsync);

        await host.StopAsync();

        // What is made ready or removed after a build is none of the next one's time, nor the floor's.
        async Task SettleAsync()
        {
            var wanted = new string[] { "docker", "--host", endpoint, "ps", "-aq", "--filter", "label=forge.owner" };
            while ((await Tool.ReadAsync(wanted)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length != (_isWarm ? prepared : 0))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        async Task BuildAsync()
        {
            var result = await host.Services.GetRequiredService<BuildEngine>().RunAsync(new BuildRequest
            {
                Project = "bench",
                Source = BuildSource.FromDirectory(source),
                Executor = "docker",
                Image = ImageReference.Parse(Image),
            });
            _isWarm = true;
            if (result.Status is not BuildStatus.Succeeded)
            {
                throw new InvalidOperationException(string.Join("; ", result.Phases.Select(phase => $"{phase.Phase} {phase.Status} {phase.Message}")));
            }
        }
    }
}
