using Forge.Build;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Integration.Tests.Killing;

/// <summary>A host that runs wave after wave of builds until it is told that it is enough. Made to be killed and started again.</summary>
internal sealed class BuildingHost(string executor, string directory, Uri endpoint)
{
    public const string Command = "building-host";

    /// <summary>The number of commands that note that they ran.</summary>
    public const int Notes = 6;

    private const int BuildsOfAWave = 3;

    // A build's commands note what they do where Forge does not look, and the last one shows the notes.
    private const string Buildspec =
        """
        version: 0.2
        env:
          exported-variables: [LAST]
        phases:
          install:
            commands:
              - echo 1 >>$NOTES; echo begins 1; sleep 0.1; echo ends 1
              - echo 2 >>$NOTES; printf 'begins 2 '; sleep 0.1; echo ends 2
          build:
            commands:
              - echo 3 >>$NOTES; for i in 1 2 3 4 5 6 7 8 9; do echo line $i; sleep 0.02; done
              - echo 4 >>$NOTES; echo begins 4; sleep 0.1; printf 'ends 4, without an end of the line'
              - LAST=$(tail -n 1 $NOTES); echo 5 >>$NOTES; (exit 3)
            finally:
              - echo 6 >>$NOTES; sleep 0.1
          post_build:
            commands:
              - cp $NOTES notes
        artifacts: {files: [notes]}
        """;

    private string Enough => Path.Join(directory, "enough");

    /// <summary>Runs builds; ends when it is told to, and everything has ended.</summary>
    public async Task<int> RunAsync()
    {
        await using var services = CreateServices();
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        Console.WriteLine("started");
        var engine = services.GetRequiredService<BuildEngine>();
        for (var wave = 1; !File.Exists(Enough) || await engine.GetAsync(Ids(wave)[0]) is not null; wave++)
        {
            foreach (var id in Ids(wave))
            {
                await engine.StartAsync(Request(id));
            }

            foreach (var id in Ids(wave))
            {
                await engine.WaitAsync(id);
            }
        }

        Console.WriteLine("done");
        return 0;
    }

    // Several hosts may use one engine.
    private string[] Ids(int wave) => [.. Enumerable.Range(1, BuildsOfAWave).Select(build => $"{Path.GetFileName(directory)}-{wave}-{build}")];

    /// <summary>Makes the present wave the last one.</summary>
    public void End() => File.WriteAllText(Enough, "");

    public BuildRequest Request(string buildId) => new()
    {
        BuildId = buildId,
        Project = "shop",
        Executor = executor,
        Buildspec = Buildspec,
        Image = executor == "docker" ? ImageReference.Parse(DockerDaemon.BuildImage) : null,
        Environment = new Dictionary<string, string> { ["NOTES"] = executor == "docker" ? "/var/notes" : Path.Join(directory, $"notes-{buildId}") },
    };

    public ServiceProvider CreateServices()
    {
        var services = new ServiceCollection().AddLogging();
        var forge = services.AddForge()
            .AddSqliteJournal(journal => journal.Path = Path.Join(directory, "journal.db"))
            .AddFileSystemArtifactStore(store => store.Directory = Path.Join(directory, "artifacts"))
            .AddBuilds(builds => builds.WorkDirectory = Path.Join(directory, "work"));
        if (executor == "docker")
        {
            forge.AddDockerBuildExecutor(docker =>
            {
                docker.Endpoint = endpoint;
                docker.WorkDirectory = Path.Join(directory, "containers");
                docker.Network = "none";
            });
        }
        else
        {
            forge.AddProcessBuildExecutor(processes => processes.WorkDirectory = Path.Join(directory, "builds"));
        }

        return services.BuildServiceProvider();
    }
}
