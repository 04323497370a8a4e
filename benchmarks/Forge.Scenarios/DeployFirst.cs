using System.IO.Compression;
using Forge.Artifacts;
using Forge.Deploy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Scenarios;

/// <summary>A first deployment of 50 MB in 2,000 files with three hooks to a fleet, against <c>tar cz | ssh tar xz</c> and the hooks, all hosts at once.</summary>
internal static class DeployFirst
{
    private const int Rounds = 5;
    private const string Group = "fleet";

    public static async Task RunAsync(string[] servers)
    {
        var scratch = Directory.CreateTempSubdirectory("forge-bench-").FullName;
        var bundle = BundleSample.Write(Path.Combine(scratch, "bundle"));
        var zip = Path.Combine(scratch, "bundle.zip");
        await ZipFile.CreateFromDirectoryAsync(bundle, zip);
        var homes = servers.Select((_, n) => Path.Combine(scratch, $"host-{n}")).ToArray();

        using var host = CreateHost(scratch, servers, homes);
        await host.StartAsync();
        var key = await StoreAsync(host.Services.GetRequiredService<IArtifactStore>(), zip);

        await PairedRounds.MeasureAsync("deploy-first", Rounds, DeployAsync, () => FloorAsync(bundle, servers, homes));

        await host.StopAsync();
        Directory.Delete(scratch, recursive: true);

        async Task DeployAsync()
        {
            Empty(homes);
            var result = await host.Services.GetRequiredService<DeploymentEngine>().RunAsync(new DeploymentRequest { Group = Group, Revision = key });
            if (result.Status is not DeploymentStatus.Succeeded)
            {
                throw new InvalidOperationException($"{result.Failure}: {result.Message}");
            }
        }
    }

    private static IHost CreateHost(string scratch, string[] servers, string[] homes)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var forge = builder.Services.AddForge()
            .AddSqliteJournal(options => options.Path = Path.Combine(scratch, "journal.db"))
            .AddFileSystemArtifactStore(options => options.Directory = Path.Combine(scratch, "artifacts"))
            .AddDeployments(options =>
            {
                var group = new DeploymentGroupOptions { Name = Group, Application = "bench", Configuration = "CodeDeployDefault.AllAtOnce", AutoRollback = RollbackTriggers.None };
                Array.ForEach(servers, server => group.Targets.Add(Path.GetFileName(server)));
                options.Groups.Add(group);
            });
        foreach (var (server, home) in servers.Zip(homes))
        {
            forge.AddSshDeployTarget(Path.GetFileName(server), options =>
            {
                options.Host = "127.0.0.1";
                options.Port = int.Parse(File.ReadAllText(Path.Combine(server, "port")), System.Globalization.CultureInfo.InvariantCulture);
                options.User = Environment.UserName;
                options.PrivateKeyPath = Path.Combine(server, "client_key");
                options.HostKey = File.ReadAllText(Path.Combine(server, "fingerprint")).Trim();
                options.StateDirectory = Path.Combine(home, "state");
                options.DestinationRoot = Path.Combine(home, "root");
            });
        }

        return builder.Build();
    }

    private static async Task<ArtifactKey> StoreAsync(IArtifactStore store, string zip)
    {
        await using var content = File.OpenRead(zip);
        return (await store.PutAsync(ArtifactKey.Parse("bench/bundle.zip"), content, CancellationToken.None)).Key;
    }

    // Packed once for all hosts, as anybody would who cares for time; the hosts get it at once, on a connection each.
    private static async Task FloorAsync(string bundle, string[] servers, string[] homes)
    {
        Empty(homes);
        var packed = bundle + ".tgz";
        await Tool.RunAsync(null, "tar", "czf", packed, "-C", bundle, ".");
        await Task.WhenAll(servers.Zip(homes, (server, home) => Tool.RunAsync(
            packed,
            "ssh", "-i", Path.Combine(server, "client_key"), "-p", File.ReadAllText(Path.Combine(server, "port")).Trim(),
            "-o", "UserKnownHostsFile=" + Path.Combine(server, "known_hosts"), "-o", "BatchMode=yes", $"{Environment.UserName}@127.0.0.1",
            $"mkdir -p {home}/app && tar xzf - -C {home}/app && sh {home}/app/scripts/stop.sh && sh {home}/app/scripts/start.sh && sh {home}/app/scripts/validate.sh")));
    }

    private static void Empty(string[] homes)
    {
        foreach (var home in homes.Where(Directory.Exists))
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
