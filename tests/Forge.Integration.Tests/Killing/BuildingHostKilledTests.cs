using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Forge.Artifacts;
using Forge.Build;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Integration.Tests.Killing;

/// <summary>A real host, killed with SIGKILL at random moments of real builds and started again each time.</summary>
public sealed partial class BuildingHostKilledTests(DockerDaemon daemon, ITestOutputHelper output) : IDisposable
{
    private const int Kills = 10;

    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("process", 1200)]
    [InlineData("docker", 2000)]
    public async Task Host_KilledAtRandomMoments_LosesAndRepeatsNothingOfItsBuilds(string executor, int longestLife)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var host = new BuildingHost(executor, _directory.Path, daemon.Endpoint);
        for (var kill = 0; kill < Kills; kill++)
        {
            await LiveAsync(executor, TimeSpan.FromMilliseconds(random.Next(longestLife)));
        }

        host.End();
        await LiveAsync(executor, Timeout.InfiniteTimeSpan);

        await using var services = host.CreateServices();
        var engine = services.GetRequiredService<BuildEngine>();
        var ids = await engine.ListAsync(Cancel).ToListAsync(Cancel);
        output.WriteLine($"seed {seed}, {ids.Count} builds");
        var undisturbed = await UndisturbedAsync(engine, host);
        foreach (var id in ids)
        {
            var result = (await engine.GetAsync(id, Cancel))!;
            result.Phases.Where(phase => phase.Status is not (BuildStatus.Succeeded or null)).Select(phase => (phase.Phase, phase.Message)).Should().Equal(
                [(BuildPhase.Build, "Error while executing command: LAST=$(tail -n 1 $NOTES); echo 5 >>$NOTES; (exit 3). Reason: exit status 3")], id);
            result.ExportedVariables.Should().Equal(new Dictionary<string, string> { ["LAST"] = "4" });
            (await NotesAsync(services.GetRequiredService<IArtifactStore>(), result)).Should().Equal(Enumerable.Range(1, BuildingHost.Notes).Select(number => $"{number}"), id);
            string.Join(Environment.NewLine, await LogAsync(engine, id)).Should().Be(string.Join(Environment.NewLine, undisturbed), id);
        }
    }

    // Starts a host, lets it live for a while after it has started, and kills it.
    private async Task LiveAsync(string executor, TimeSpan life)
    {
        using var host = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(BuildingHostKilledTests).Assembly.Location, BuildingHost.Command, executor, _directory.Path, daemon.Endpoint.OriginalString },
            RedirectStandardOutput = true,
        })!;
        try
        {
            (await host.StandardOutput.ReadLineAsync(Cancel)).Should().Be("started");
            using var lifetime = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            lifetime.CancelAfter(life);
            await host.WaitForExitAsync(lifetime.Token);
            host.ExitCode.Should().Be(0);
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            // It has lived long enough.
        }
        finally
        {
            // Only the host: the builds live on.
            host.Kill();
            await host.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<string>> UndisturbedAsync(BuildEngine engine, BuildingHost host)
    {
        var result = await engine.RunAsync(host.Request($"undisturbed-{Guid.NewGuid():N}"), Cancel);
        return await LogAsync(engine, result.BuildId);
    }

    // The log without times, the build's id and number, and what follows from them.
    private static async Task<IReadOnlyList<string>> LogAsync(BuildEngine engine, string buildId)
    {
        var lines = await engine.ReadLogAsync(buildId, cancellationToken: Cancel).ToListAsync(Cancel);
        lines.Select(line => line.Sequence).Should().Equal(Enumerable.Range(1, lines.Count).Select(number => (long)number), buildId);
        return [.. lines.Select(line => Own().Replace(line.Text.Replace(buildId, "{id}", StringComparison.Ordinal), ""))];
    }

    private static async Task<IReadOnlyList<string>> NotesAsync(IArtifactStore store, BuildResult result)
    {
        await using var stream = await store.OpenReadAsync(result.Artifact!.Key, Cancel);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancel);
        using var zip = new ZipArchive(bytes, ZipArchiveMode.Read);
        using var reader = new StreamReader(await zip.Entries.Single().OpenAsync(Cancel));
        return (await reader.ReadToEndAsync(Cancel)).TrimEnd('\n').Split('\n');
    }

    [GeneratedRegex(@"(?<=^\[Container\] )[0-9/]+ [0-9:.]+ |(?<=, number )\d+$")]
    private static partial Regex Own();
}
