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

    /// <summary>On an engine of this machine.</summary>
    public static Task RunAsync(string endpoint) => RunAsync("log-throughput", endpoint, certificates: null);

    /// <summary>On an engine that is reached by TLS, with the certificates of a directory.</summary>
    public static Task RunRemotelyAsync(string endpoint, string certificates) => RunAsync("log-throughput-remote", endpoint, certificates);

    private static async Task RunAsync(string name, string endpoint, string? certificates)
    {
        var scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
        var source = Directory.CreateDirectory(Path.Combine(scratch, "source")).FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "readme"), "A source of one file.");
        using var host = HostIn(scratch, endpoint, certificates);
        await host.StartAsync();
        // What a first build loads is not the log's.
        await BuildAsync(host, source, "echo one");
        var idle = PeakMemory.Now();
        var most = 0L;
        var builds = new List<string>();

        await PairedRounds.MeasureAsync(
            name,
            Rounds,
            async () =>
            {
                PeakMemory.Forget();
                builds.Add(await BuildAsync(host, source, Command));
                most = Math.Max(most, PeakMemory.Peak());
            },
            () => Tool.RunAsync(null, ["docker", "--host", endpoint, .. Tls(certificates), "run", "--rm", Image, "sh", "-c", Command]));

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory {name}: {idle >> 20} MiB idle, {most >> 20} MiB at most, {(most - idle) >> 20} MiB more"));
        await CheckAsync(host.Services.GetRequiredService<IArtifactStore>(), builds);
        await host.StopAsync();
    }

    private static string[] Tls(string? certificates) => certificates is null ? [] :
        ["--tlsverify", "--tlscacert", $"{certificates}/ca.pem", "--tlscert", $"{certificates}/cert.pem", "--tlskey", $"{certificates}/key.pem"];

    private static IHost HostIn(string scratch, string endpoint, string? certificates)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddForge()
            .AddSqliteJournal(options => options.Path = Path.Combine(scratch, "journal.db"))
            .AddFileSystemArtifactStore(options => options.Directory = Path.Combine(scratch, "artifacts"))
            .AddBuilds(options => options.WorkDirectory = Path.Combine(scratch, "builds"))
            .AddDockerBuildExecutor(options =>
            {
                options.Endpoint = new Uri(endpoint);
                options.CertificateDirectory = certificates;
                options.WorkDirectory = Path.Combine(scratch, "work");
            });
        return builder.Build();
    }

    private static async Task<string> BuildAsync(IHost host, string source, string command)
    {
        var result = await host.Services.GetRequiredService<BuildEngine>().RunAsync(new BuildRequest
        {
            Project = "bench",
            Source = BuildSource.FromDirectory(source),
            Buildspec = $"version: 0.2\nphases:\n  build:\n    commands:\n      - |\n        {command}\n",
            Executor = "docker",
            Image = ImageReference.Parse(Image),
            Secrets = Enumerable.Range(0, Secrets).ToDictionary(i => $"SECRET_{i}", _ => new SecretValue(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)))),
        });
        return result.Status is BuildStatus.Succeeded
            ? result.BuildId
            : throw new InvalidOperationException(string.Join("; ", result.Phases.Select(phase => $"{phase.Phase} {phase.Status} {phase.Message}")));
    }

    private static async Task CheckAsync(IArtifactStore store, List<string> builds)
    {
        var expected = Expected();
        foreach (var build in builds)
        {
            if (await StoredAsync(store, $"logs/bench/{build}/") != expected)
            {
                throw new InvalidOperationException($"The stored log of build '{build}' is not what was printed.");
            }
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

    // A line of output is stored as "TIME PHASE TEXT", a part of one with a plus after the phase; a line of the build itself has a colon there.
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
                    hash.AppendData(Encoding.Latin1.GetBytes(line[text..] + (line[text - 2] == '+' ? "" : "\n")));
                }
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
