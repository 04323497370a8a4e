using Forge.Build;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Scenarios;

/// <summary>A trivial build of three commands by a host that is up, against <c>docker run --rm</c> of the same three commands.</summary>
internal static class BuildOverhead
{
    private const string Image = "forge/busybox:local";
    private const int Rounds = 15;

    public static async Task RunAsync(string endpoint)
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
            });
        using var host = builder.Build();
        await host.StartAsync();

        await PairedRounds.MeasureAsync("build-overhead", Rounds, BuildAsync, () =>
            Tool.RunAsync(null, "docker", "--host", endpoint, "run", "--rm", Image, "sh", "-c", "echo one; echo two; echo three"));

        await host.StopAsync();

        async Task BuildAsync()
        {
            var result = await host.Services.GetRequiredService<BuildEngine>().RunAsync(new BuildRequest
            {
                Project = "bench",
                Source = BuildSource.FromDirectory(source),
                Executor = "docker",
                Image = ImageReference.Parse(Image),
            });
            if (result.Status is not BuildStatus.Succeeded)
            {
                throw new InvalidOperationException(string.Join("; ", result.Phases.Select(phase => $"{phase.Phase} {phase.Status} {phase.Message}")));
            }
        }
    }
}
