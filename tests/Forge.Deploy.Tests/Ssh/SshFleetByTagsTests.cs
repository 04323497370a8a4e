using Forge.Deploy.Inventories;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Ssh;

/// <summary>Real sshd targets that a group finds by tags: registered, in a file, and added by the host.</summary>
public sealed class SshFleetByTagsTests(OpenSshServer server) : IClassFixture<OpenSshServer>, IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_TagSetOverAllSources_DeploysToWhatMatchesAndKeepsItForTheRollback()
    {
        await using (var services = Start())
        {
            await services.GetRequiredService<TargetRegistry>().RegisterAsync(Describe("registered-web", "web"), Cancel);
            await services.GetRequiredService<TargetRegistry>().RegisterAsync(Describe("registered-db", "db"), Cancel);
            await WriteInventoryAsync("listed-web", "web");

            (await DeployAsync(services, "d-1", "1", "true")).Should().Be((DeploymentStatus.Succeeded, "listed-web registered-web static-web"));
            Installed("listed-web").Should().Be("1");
            File.Exists(_directory.Combine("registered-db", "root/srv/app/version.txt")).Should().BeFalse();
        }

        // A new host; the journal and the file are all that is left. What is listed now is deployed to.
        await using (var services = Start())
        {
            await WriteInventoryAsync("another-web", "web");

            var failed = await DeployAsync(services, "d-2", "2", "[ $LIFECYCLE_EVENT != ValidateService ]");

            failed.Should().Be((DeploymentStatus.Failed, "another-web registered-web static-web"));
            var engine = services.GetRequiredService<DeploymentEngine>();
            var rollback = await engine.WaitAsync((await engine.GetAsync("d-2", Cancel))!.RollbackDeploymentId!, Cancel);
            (rollback.Status, rollback.Message).Should().Be((DeploymentStatus.Succeeded, ""));
            Installed("another-web").Should().Be("1");
        }
    }

    private ServiceProvider Start()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddForge()
            .AddSqliteJournal(journal => journal.Path = _directory.Combine("journal.db"))
            .AddFileSystemArtifactStore(store => store.Directory = _directory.Combine("artifacts"))
            .AddSshTargets(ssh =>
            {
                ssh.User = server.User;
                ssh.PrivateKeyPath = server.PrivateKeyPath;
                ssh.KnownHostsPath = server.KnownHostsPath;
            })
            .AddTargetInventory("file", _directory.Combine("fleet.yml"))
            .AddSshDeployTarget("static-web", ssh =>
            {
                ssh.Host = server.Host;
                ssh.Port = server.Port;
                ssh.User = server.User;
                ssh.PrivateKeyPath = server.PrivateKeyPath;
                ssh.HostKey = server.HostKeyFingerprint;
                ssh.StateDirectory = _directory.Combine("static-web", "state");
                ssh.DestinationRoot = _directory.MakeDirectory("static-web/root");
                ssh.Tags["role"] = "web";
                ssh.Tags["live"] = "";
            })
            .AddDeployments(options =>
            {
                options.CacheDirectory = _directory.Combine("cache");
                options.Groups.Add(new DeploymentGroupOptions
                {
                    Name = "web",
                    TagSet =
                    {
                        new() { AnyOf = { new() { Key = "role", Value = "api" }, new() { Key = "role", Value = "web" } } },
                        new() { AnyOf = { new() { Key = "live", Type = TagFilterType.KeyOnly } } },
                    },
                });
            });
        return services.BuildServiceProvider();
    }

    private static async Task<(DeploymentStatus Status, string Targets)> DeployAsync(ServiceProvider services, string id, string version, string script)
    {
        var key = await Revision.Noting(version, script).StoreAsync(services.GetRequiredService<Artifacts.IArtifactStore>(), $"shop/{version}.zip");
        var result = await services.GetRequiredService<DeploymentEngine>().RunAsync(new DeploymentRequest { DeploymentId = id, Group = "web", Revision = key }, Cancel);
        return (result.Status, string.Join(' ', result.Targets.Select(target => target.Target).Order(StringComparer.Ordinal)));
    }

    private TargetDescription Describe(string name, string role) => new()
    {
        Name = name,
        Kind = "ssh",
        Settings = new Dictionary<string, string>
        {
            ["host"] = server.Host,
            ["port"] = $"{server.Port}",
            ["stateDirectory"] = _directory.Combine(name, "state"),
            ["destinationRoot"] = _directory.MakeDirectory($"{name}/root"),
        },
        Tags = new Dictionary<string, string> { ["role"] = role, ["live"] = "yes" },
    };

    private async Task WriteInventoryAsync(string name, string role)
    {
        var target = Describe(name, role);
        var settings = string.Concat(target.Settings.Concat([new("kind", "ssh")]).Select(setting => $"    {setting.Key}: \"{setting.Value}\"\n"));
        await File.WriteAllTextAsync(_directory.Combine("fleet.yml"), $"targets:\n  {name}:\n{settings}    tags: {{ role: {role}, live: 'yes' }}\n", Cancel);
    }

    private string Installed(string target) => File.ReadAllText(_directory.Combine(target, "root/srv/app/version.txt"));
}
