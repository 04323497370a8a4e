using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Forge.Artifacts;
using Forge.Deploy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Scenarios;

/// <summary>Deployments to fleets inside this process, journaled on disk: what a target costs the engine in a fleet of a hundred and of ten thousand.</summary>
internal sealed class DeployScale : IAsyncDisposable
{
    private const int Small = 100;
    private const int Large = 10_000;
    private const int Rounds = 3;
    private const int SmallDeployments = 20;
    private const int EventsOfTarget = 14;
    private const double WantedEvents = 2_000;
    private const double WantedMemory = 4 * 1024;
    private const string Group = "fleet";

    private static readonly string[] Configurations = ["CodeDeployDefault.OneAtATime", "CodeDeployDefault.HalfAtATime", "CodeDeployDefault.AllAtOnce"];

    private readonly string _scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
    private readonly IHost _host;
    private readonly int _targets;
    private Func<Task> _atHook = () => Task.CompletedTask;
    private ArtifactKey _revision;

    private DeployScale(int targets)
    {
        _targets = targets;
        _host = CreateHost();
    }

    /// <summary>Measures and prints, of the worst configuration: the cost of a target among ten thousand over that among a hundred; 2,000 over the journaled events of a second; and the live memory of a target over 4 KiB.</summary>
    public static async Task RunAsync()
    {
        double cost = 0, events = 0;
        foreach (var configuration in Configurations)
        {
            await using (var warm = await CreateAsync(Small))
            {
                await warm.MeasureAsync(configuration, deployments: SmallDeployments);
            }

            var (small, large) = (new List<(double Wall, double Processor)>(), new List<(double Wall, double Processor)>());
            for (var round = 0; round < Rounds; round++)
            {
                await using var few = await CreateAsync(Small);
                small.Add(await few.MeasureAsync(configuration, SmallDeployments));
                await using var many = await CreateAsync(Large);
                large.Add(await many.MeasureAsync(configuration, deployments: 1));
            }

            var growth = PairedRounds.Median(small.Zip(large, (few, many) => many.Processor / few.Processor));
            var perSecond = EventsOfTarget / PairedRounds.Median(large.Select(one => one.Wall));
            Tell($"{configuration}: a target costs {Micro(small)} us of processor time among {Small}, {Micro(large)} us among {Large}, ratio {growth:0.000}; {perSecond:0} events/s");
            (cost, events) = (Math.Max(cost, growth), Math.Max(events, WantedEvents / perSecond));
        }

        PairedRounds.PrintRatio("deploy-scale", cost);
        PairedRounds.PrintRatio("deploy-scale-events", events);
        await using var live = await CreateAsync(Large);
        PairedRounds.PrintRatio("deploy-scale-memory", await live.MemoryAsync() / WantedMemory);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    private static async Task<DeployScale> CreateAsync(int targets)
    {
        var scale = new DeployScale(targets);
        await scale.StoreRevisionAsync();
        return scale;
    }

    private static string Micro(IEnumerable<(double Wall, double Processor)> measured) => (PairedRounds.Median(measured.Select(one => one.Processor)) * 1_000_000).ToString("0", CultureInfo.InvariantCulture);

    private static void Tell(FormattableString line) => Console.Error.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    // Seconds for each target.
    private async Task<(double Wall, double Processor)> MeasureAsync(string configuration, int deployments)
    {
        GC.Collect();
        var (started, processor) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
        for (var n = 0; n < deployments; n++)
        {
            await DeployAsync(configuration);
        }

        var all = (double)deployments * _targets;
        return (Stopwatch.GetElapsedTime(started).TotalSeconds / all, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds / all);
    }

    // In the middle of a deployment to all at once, when a hook runs on every one of them.
    private async Task<double> MemoryAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var waiting = 0;
        var (all, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _atHook = () =>
        {
            if (Interlocked.Increment(ref waiting) == _targets)
            {
                all.SetResult();
            }

            return go.Task;
        };
        var deploying = DeployAsync(Configurations[^1]);
        await Task.WhenAny(all.Task, deploying);
        // What is still to be recorded about the last ones is a matter of milliseconds.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var live = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)_targets;
        Tell($"{live:0} bytes of live memory for each of {_targets} targets");
        go.SetResult();
        await deploying;
        return live;
    }

    private async Task DeployAsync(string configuration)
    {
        var result = await _host.Services.GetRequiredService<DeploymentEngine>().RunAsync(new DeploymentRequest { Group = Group, Revision = _revision, Configuration = configuration });
        if (result.Status is not DeploymentStatus.Succeeded)
        {
            throw new InvalidOperationException($"{result.Failure}: {result.Message}");
        }
    }

    private async Task StoreRevisionAsync()
    {
        var content = new MemoryStream();
        await using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            await AddAsync(zip, "appspec.yml", "version: 0.0\nos: linux\nfiles:\n  - source: app\n    destination: /opt/bench\nhooks:\n  AfterInstall:\n    - location: hook.sh\n");
            await AddAsync(zip, "app/one", "1");
            await AddAsync(zip, "hook.sh", "#!/bin/sh\n");
        }

        content.Position = 0;
        _revision = (await _host.Services.GetRequiredService<IArtifactStore>().PutAsync(ArtifactKey.Parse("bench/one.zip"), content, CancellationToken.None)).Key;
    }

    private static async Task AddAsync(ZipArchive zip, string name, string text)
    {
        await using var writer = new StreamWriter(await zip.CreateEntry(name).OpenAsync());
        await writer.WriteAsync(text);
    }

    private IHost CreateHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddForge()
            .AddSqliteJournal(options => options.Path = Path.Combine(_scratch, "journal.db"))
            .AddFileSystemArtifactStore(options => options.Directory = Path.Combine(_scratch, "artifacts"))
            .AddDeployments(options =>
            {
                options.CacheDirectory = Path.Combine(_scratch, "cache");
                var group = new DeploymentGroupOptions { Name = Group, Application = "bench", AutoRollback = RollbackTriggers.None };
                for (var n = 0; n < _targets; n++)
                {
                    group.Targets.Add($"host-{n}");
                }

                options.Groups.Add(group);
            });
        for (var n = 0; n < _targets; n++)
        {
            builder.Services.AddSingleton<IDeployTarget>(new AnsweringTarget($"host-{n}", () => _atHook()));
        }

        var host = builder.Build();
        host.Start();
        return host;
    }
}
