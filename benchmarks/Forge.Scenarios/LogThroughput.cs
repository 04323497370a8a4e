using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Forge.Artifacts;
using Forge.Build;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Scenarios;

/// <summary>A build that prints 200 MB of lines, masked and stored, against <c>docker run</c> of the same command into nothing.</summary>
internal static class LogThroughput
{
    private const string Image = "forge/busybox:local";
    private const int Rounds = 5;
    private const int Secrets = 20;
    private const int Blocks = 20;
    private const int LinesOfBlock = 125_000;

    // A block is numbered lines; each block has a line of its own in front, so that no order but the right one gives the hash.
    private static readonly string Command = string.Create(CultureInfo.InvariantCulture,
        $"awk 'BEGIN {{ for (i = 0; i < {LinesOfBlock}; i++) printf \"%079d\\n\", i }}' >/tmp/block; b=0; while [ $b -lt {Blocks} ]; do echo block $b; cat /tmp/block; b=$((b + 1)); done");

    public static async Task RunAsync(string endpoint)
    {
        var scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
        var source = Directory.CreateDirectory(Path.Combine(scratch, "source")).FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "buildspec.yml"), $"version: 0.2\nphases:\n  build:\n    commands:\n      - |\n        {Command}\n");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddForge()
            .AddSqliteJournal(options => options.Path = Path.Combine(scratch, "journal.db"))
            .AddFileSystemArtifactStore(options => options.Directory = Path.Combine(scratch, "artifacts"))
            .AddBuilds(options => options.WorkDirectory = Path.Combine(scratch, "builds"))
            .AddDockerBuildExecutor(options =>
            {
                options.Endpoint = new Uri(endpoint);
                options.WorkDirectory = Path.Combine(scratch, "work");
            });
        using var host = builder.Build();
        await host.StartAsync();
        var engine = host.Services.GetRequiredService<BuildEngine>();
        var store = host.Services.GetRequiredService<IArtifactStore>();
        var idle = PeakMemory.Now();
        var most = 0L;
        var builds = new List<string>();

        await PairedRounds.MeasureAsync("log-throughput", Rounds, BuildAsync, () =>
            Tool.RunAsync(null, "docker", "--host", endpoint, "run", "--rm", Image, "sh", "-c", Command));

        var expected = Expected();
        foreach (var build in builds)
        {
            if (await StoredAsync(store, $"logs/bench/{build}/") != expected)
            {
                throw new InvalidOperationException($"The stored log of build '{build}' is not what was printed.");
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory log-throughput: {idle >> 20} MiB idle, {most >> 20} MiB at most, {(most - idle) >> 20} MiB more"));
        await host.StopAsync();

        async Task BuildAsync()
        {
            PeakMemory.Forget();
            var result = await engine.RunAsync(new BuildRequest
            {
                Project = "bench",
                Source = BuildSource.FromDirectory(source),
                Executor = "docker",
                Image = ImageReference.Parse(Image),
                Secrets = Enumerable.Range(0, Secrets).ToDictionary(i => $"SECRET_{i}", _ => new SecretValue(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)))),
            });
            most = Math.Max(most, PeakMemory.Peak());
            if (result.Status is not BuildStatus.Succeeded)
            {
                throw new InvalidOperationException(string.Join("; ", result.Phases.Select(phase => $"{phase.Phase} {phase.Status} {phase.Message}")));
            }

            builds.Add(result.BuildId);
        }
    }

    private static string Expected()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new MemoryStream();
        for (var line = 0; line < LinesOfBlock; line++)
        {
            block.Write(Encoding.ASCII.GetBytes($"{line:D79}\n"));
        }

        for (var i = 0; i < Blocks; i++)
        {
            hash.AppendData(Encoding.ASCII.GetBytes($"block {i}\n"));
            hash.AppendData(block.GetBuffer(), 0, (int)block.Length);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // A line of output is stored as "TIME PHASE TEXT"; the lines of the build itself have a colon after the phase.
    private static async Task<string> StoredAsync(IArtifactStore store, string prefix)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var chunk in store.ListAsync(prefix, CancellationToken.None))
        {
            await using var compressed = await store.OpenReadAsync(chunk.Key, CancellationToken.None);
            using var lines = new StreamReader(new GZipStream(compressed, CompressionMode.Decompress), Encoding.Latin1);
            while (await lines.ReadLineAsync() is { } line)
            {
                var phase = line.IndexOf(' ', StringComparison.Ordinal) + 1;
                var text = line.IndexOf(' ', phase) + 1;
                if (line[text - 2] != ':')
                {
                    hash.AppendData(Encoding.Latin1.GetBytes(line[text..] + "\n"));
                }
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
