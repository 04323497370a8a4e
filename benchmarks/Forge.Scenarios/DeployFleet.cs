using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Forge.Artifacts;
using Forge.Deploy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Scenarios;

/// <summary>Deployments of 50 MB in 2,000 files with three hooks to a fleet of sshd, all hosts at once, against the programs that people use for it.</summary>
/// <remarks>Every round deploys a revision that Forge has not seen: it is fetched, checked and packed in the measured time, as the floor packs in it.</remarks>
internal sealed class DeployFleet : IAsyncDisposable
{
    private const int Rounds = 5;
    private const int HalfRounds = 3;
    private const int Waves = 2;
    private const string Group = "fleet";

    private readonly string _scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
    private readonly string _configuration;
    private readonly string[] _servers;
    private readonly string[] _homes;
    private readonly string _bundle;
    private readonly IHost _host;
    private int _revisions;
    private ArtifactKey _revision;

    private DeployFleet(string[] servers, Func<string, string> write, string configuration = "CodeDeployDefault.AllAtOnce")
    {
        _configuration = configuration;
        _servers = servers;
        _homes = [.. servers.Select((_, n) => Path.Combine(_scratch, $"host-{n}"))];
        _bundle = write(Path.Combine(_scratch, "bundle"));
        _host = CreateHost();
    }

    /// <summary>Measures first deployments, in wall time and in processor time on the side that sends.</summary>
    public static async Task FirstAsync(string[] servers)
    {
        await using var fleet = new DeployFleet(servers, BundleSample.Write);
        var processor = new ProcessorTime();
        await PairedRounds.MeasureAsync(
            "deploy-first", Rounds, () => processor.CountAsync("forge", fleet.DeployAsync), () => processor.CountAsync("floor", fleet.PushAsync), fleet.EmptyAsync);
        PairedRounds.PrintRatio("deploy-first-cpu", PairedRounds.Median(processor.Of("forge").Zip(processor.Of("floor"), (forge, floor) => forge / floor)));
    }

    /// <summary>Measures deployments of which two files are new, against the whole push.</summary>
    public static async Task AgainAsync(string[] servers)
    {
        await using var fleet = new DeployFleet(servers, BundleSample.Write);
        await fleet.EmptyAsync();
        await fleet.DeployAsync();
        await PairedRounds.MeasureAsync("deploy-again", Rounds, fleet.DeployAsync, fleet.PushAsync, fleet.ChangeAsync);
    }

    /// <summary>Measures deployments to half of the hosts at a time, each of which takes a second, over the slowest host's time in the same deployment, times the two waves.</summary>
    public static async Task HalfAsync(string[] servers)
    {
        await using var fleet = new DeployFleet(servers, BundleSample.WriteSmall, "CodeDeployDefault.HalfAtATime");
        var ratios = new List<double>();
        for (var round = -1; round < HalfRounds; round++)
        {
            await fleet.EmptyAsync();
            var started = Stopwatch.GetTimestamp();
            var result = await fleet.DeployAsync();
            var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var slowest = result.Targets.Max(target => (target.Events[^1].EndedAt - target.Events[0].StartedAt)!.Value.TotalSeconds);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round < 0 ? "warm-up" : $"round {round + 1}")}: {wall:0.000} s for {servers.Length} hosts, the slowest one {slowest:0.000} s"));
            ratios.Add(wall / (slowest * Waves));
        }

        PairedRounds.PrintRatio("deploy-fleet", PairedRounds.Median(ratios.Skip(1)));
    }

    /// <summary>Measures both against Ansible.</summary>
    /// <param name="ansible">The command that runs the playbook.</param>
    /// <param name="servers">The directories of the servers.</param>
    public static async Task AnsibleAsync(string ansible, string[] servers)
    {
        await using var fleet = new DeployFleet(servers, BundleSample.Write);
        var playbook = new AnsiblePlaybook(ansible, fleet._scratch, fleet._bundle, servers, fleet._homes);
        await PairedRounds.MeasureAsync("deploy-first-ansible", rounds: 3, fleet.DeployAsync, playbook.RunAsync, fleet.EmptyAsync);
        await fleet.EmptyAsync();
        await fleet.DeployAsync();
        await PairedRounds.MeasureAsync("deploy-again-ansible", rounds: 3, fleet.DeployAsync, playbook.RunAsync, fleet.ChangeAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    private async Task<DeploymentResult> DeployAsync()
    {
        var result = await _host.Services.GetRequiredService<DeploymentEngine>().RunAsync(new DeploymentRequest { Group = Group, Revision = _revision });
        if (result.Status is not DeploymentStatus.Succeeded)
        {
            throw new InvalidOperationException($"{result.Failure}: {result.Message}");
        }

        return result;
    }

    // Packed once for all hosts, as anybody would who cares for time; the hosts get it at once, on a connection each.
    private async Task PushAsync()
    {
        var packed = _bundle + ".tgz";
        await Tool.RunAsync(null, "tar", "czf", packed, "-C", _bundle, ".");
        await Task.WhenAll(_servers.Zip(_homes, (server, home) => Tool.RunAsync(
            null,
            "sh", "-c", "file=$1; shift; exec ssh \"$@\" <\"$file\"", "push", packed,
            "-i", Path.Combine(server, "client_key"), "-p", Read(server, "port"),
            "-o", "UserKnownHostsFile=" + Path.Combine(server, "known_hosts"), "-o", "BatchMode=yes", $"{Environment.UserName}@127.0.0.1",
            $"mkdir -p {home}/app && tar xzf - -C {home}/app && sh {home}/app/scripts/stop.sh && sh {home}/app/scripts/start.sh && sh {home}/app/scripts/validate.sh")));
    }

    private async Task EmptyAsync()
    {
        foreach (var home in _homes.Where(Directory.Exists))
        {
            Directory.Delete(home, recursive: true);
        }

        await ChangeAsync();
    }

    private async Task ChangeAsync()
    {
        foreach (var pushed in _homes.Select(home => Path.Combine(home, "app")).Where(Directory.Exists))
        {
            Directory.Delete(pushed, recursive: true);
        }

        _revisions++;
        foreach (var file in (string[])["app/part-07/file-0007.bin", "app/part-11/file-0011.bin"])
        {
            await File.AppendAllTextAsync(Path.Combine(_bundle, file), $"{_revisions}\n");
        }

        var zip = Path.Combine(_scratch, "bundle.zip");
        File.Delete(zip);
        await ZipFile.CreateFromDirectoryAsync(_bundle, zip, CompressionLevel.Fastest, includeBaseDirectory: false);
        await using var content = File.OpenRead(zip);
        _revision = (await _host.Services.GetRequiredService<IArtifactStore>().PutAsync(ArtifactKey.Parse($"bench/bundle-{_revisions}.zip"), content, CancellationToken.None)).Key;
    }

    private IHost CreateHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var forge = builder.Services.AddForge()
            .AddSqliteJournal(options => options.Path = Path.Combine(_scratch, "journal.db"))
            .AddFileSystemArtifactStore(options => options.Directory = Path.Combine(_scratch, "artifacts"))
            .AddDeployments(options =>
            {
                options.CacheDirectory = Path.Combine(_scratch, "cache");
                var group = new DeploymentGroupOptions { Name = Group, Application = "bench", Configuration = _configuration, AutoRollback = RollbackTriggers.None };
                Array.ForEach(_servers, server => group.Targets.Add(Path.GetFileName(server)));
                options.Groups.Add(group);
            });
        foreach (var (server, home) in _servers.Zip(_homes))
        {
            forge.AddSshDeployTarget(Path.GetFileName(server), options =>
            {
                options.Host = "127.0.0.1";
                options.Port = int.Parse(Read(server, "port"), CultureInfo.InvariantCulture);
                options.User = Environment.UserName;
                options.PrivateKeyPath = Path.Combine(server, "client_key");
                options.HostKey = Read(server, "fingerprint");
                options.StateDirectory = Path.Combine(home, "state");
                options.DestinationRoot = Path.Combine(home, "root");
            });
        }

        var host = builder.Build();
        host.Start();
        return host;
    }

    private static string Read(string server, string file) => File.ReadAllText(Path.Combine(server, file)).Trim();
}
