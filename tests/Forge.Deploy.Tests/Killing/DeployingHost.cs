using Forge.Artifacts;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Deploy.Tests.Killing;

/// <summary>A host that deploys one queued revision after the other to three targets on this machine, every second one a bad one, with gates and a bake. Made to be killed and started again.</summary>
internal static class DeployingHost
{
    public const string Command = "deploying-host";
    public const string Group = "web";

    /// <summary>Three deployments are enough work for ten kills.</summary>
    public static readonly int Deployments = Kills * 3 / 10;

    public static readonly string[] Targets = ["w1", "w2", "w3"];

    public static readonly TimeSpan BakeTime = TimeSpan.FromMilliseconds(300);

    private const string GateName = "board";

    /// <summary>Gets how often the host is killed: 20 times in a usual run, 300 times in the scenario deploy-kills.</summary>
    public static int Kills => Times.Of("FORGE_KILLS", 20);

    /// <summary>Deploys what has not been deployed yet; ends when everything has.</summary>
    public static async Task<int> RunAsync(string directory)
    {
        await using var services = CreateServices(directory);
        var started = services.GetServices<IHostedService>().ToList();
        foreach (var service in started)
        {
            await service.StartAsync(CancellationToken.None);
        }

        Console.WriteLine("started");
        var engine = services.GetRequiredService<DeploymentEngine>();
        for (var i = 1; i <= Deployments; i++)
        {
            await engine.CreateAsync(Request(i));
        }

        for (var i = 1; i <= Deployments; i++)
        {
            var result = await engine.WaitAsync(Id(i));
            if (result.RollbackDeploymentId is { } rollback)
            {
                await engine.WaitAsync(rollback);
            }
        }

        Console.WriteLine("done");
        return 0;
    }

    /// <summary>Tells whether a deployment is one of a bad revision.</summary>
    public static bool IsBad(int number) => number % 2 == 0;

    public static string Id(int number) => $"d-{number}";

    public static string Notes(string directory) => Path.Join(directory, "notes");

    public static string Questions(string directory) => Path.Join(directory, "questions");

    /// <summary>Puts the revisions into the store.</summary>
    public static async Task PrepareAsync(string directory)
    {
        await using var services = CreateServices(directory);
        for (var i = 1; i <= Deployments; i++)
        {
            // One write of one line with O_APPEND: what Forge records about itself cannot make it right.
            var script = "echo \"$DEPLOYMENT_ID $TARGET $LIFECYCLE_EVENT $FORGE_STEP_ID $$\" >> \"$NOTES\"\n"
                + (IsBad(i) ? "[ $LIFECYCLE_EVENT != ValidateService ]" : "true");
            await Revision.Noting($"{i}", script).StoreAsync(services.GetRequiredService<IArtifactStore>(), Request(i).Revision.Value);
        }
    }

    public static ServiceProvider CreateServices(string directory)
    {
        var services = new ServiceCollection().AddLogging();
        var forge = services.AddForge()
            .AddSqliteJournal(journal => journal.Path = Path.Join(directory, "journal.db"))
            .AddFileSystemArtifactStore(store => store.Directory = Path.Join(directory, "artifacts"))
            .AddDeployments(options =>
            {
                options.Groups.Add(new DeploymentGroupOptions
                {
                    Name = Group,
                    Targets = { Targets[0], Targets[1], Targets[2] },
                    QueueBehavior = QueueBehavior.Queue,
                    BakeTime = BakeTime,
                    Gates =
                    {
                        new DeploymentGateOptions { Name = "release", Gate = GateName },
                        new DeploymentGateOptions { Name = "success", Gate = GateName, Stage = DeploymentStage.BeforeSuccess },
                    },
                });
                options.CacheDirectory = Path.Join(directory, "cache");
            })
            .AddDeploymentGate(GateName, async (_, question, token) =>
            {
                await File.AppendAllTextAsync(Questions(directory), $"{question.Id}\n", token);
                return new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Approved };
            });
        foreach (var target in Targets)
        {
            forge.AddLocalDeployTarget(target, options =>
            {
                options.StateDirectory = Path.Join(directory, target, "state");
                options.DestinationRoot = Directory.CreateDirectory(Path.Join(directory, target, "root")).FullName;
                options.Variables["TARGET"] = target;
                options.Variables["NOTES"] = Notes(directory);
            });
        }

        return services.BuildServiceProvider();
    }

    // Every third deployment goes to all targets at once.
    private static DeploymentRequest Request(int number) => new()
    {
        DeploymentId = Id(number),
        Group = Group,
        Revision = ArtifactKey.Parse($"shop/{number}.zip"),
        Configuration = number % 3 == 0 ? "CodeDeployDefault.AllAtOnce" : "CodeDeployDefault.OneAtATime",
    };
}
