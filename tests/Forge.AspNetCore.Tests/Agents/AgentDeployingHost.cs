using System.Globalization;
using System.Net;
using Forge.Artifacts;
using Forge.Deploy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forge.AspNetCore.Tests.Agents;

/// <summary>A host that deploys one revision after the other to three agents, every third one a bad one. Made to be killed and started again.</summary>
internal static class AgentDeployingHost
{
    public const string Command = "agent-host";
    public const int Deployments = 9;
    public static readonly string[] Targets = ["w1", "w2", "w3"];

    public static string Id(int number) => $"d-{number}";

    public static bool IsBad(int number) => number % 3 == 0;

    public static string Notes(string directory) => Path.Join(directory, "notes");

    /// <summary>Deploys what has not been deployed yet; ends when everything has.</summary>
    public static async Task<int> RunAsync(string directory, string port)
    {
        var application = Create(directory, int.Parse(port, CultureInfo.InvariantCulture));
        await application.StartAsync();
        Console.WriteLine("started");
        var engine = application.Services.GetRequiredService<DeploymentEngine>();
        for (var i = 1; i <= Deployments; i++)
        {
            var result = await engine.RunAsync(new DeploymentRequest
            {
                DeploymentId = Id(i),
                Group = "web",
                Revision = ArtifactKey.Parse($"shop/{i}.zip"),
                Configuration = i % 2 == 0 ? "CodeDeployDefault.AllAtOnce" : "CodeDeployDefault.OneAtATime",
            });
            if (result.RollbackDeploymentId is { } rollback)
            {
                await engine.WaitAsync(rollback);
            }
        }

        Console.WriteLine("done");
        return 0;
    }

    /// <summary>Makes the revisions.</summary>
    public static async Task PrepareAsync(string directory)
    {
        await using var application = Create(directory, port: 0);
        foreach (var number in Enumerable.Range(1, Deployments))
        {
            await AgentRevision.StoreAsync(
                application.Services.GetRequiredService<IArtifactStore>(), $"{number}", IsBad(number) ? "[ $LIFECYCLE_EVENT != ValidateService ]" : "true", ballast: 200_000);
        }
    }

    public static WebApplication Create(string directory, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Logging.ClearProviders();
        var forge = builder.Services.AddForge()
            .AddSqliteJournal(journal => journal.Path = Path.Join(directory, "journal.db"))
            .AddFileSystemArtifactStore(store => store.Directory = Path.Join(directory, "artifacts"))
            .AddAgents(options =>
            {
                options.KeyPath = Path.Join(directory, "server-key.pem");
                options.PollTime = TimeSpan.FromSeconds(5);
                options.LostAfter = TimeSpan.FromSeconds(3);
                options.TakeOverAfter = TimeSpan.FromMilliseconds(300);
            })
            .AddDeployments(options =>
            {
                options.Groups.Add(new DeploymentGroupOptions { Name = "web", Application = "shop", Targets = { Targets[0], Targets[1], Targets[2] } });
                options.CacheDirectory = Path.Join(directory, "cache");
                options.ConnectAttempts = 50;
                options.ConnectBackOff = TimeSpan.FromMilliseconds(50);
            });
        foreach (var target in Targets)
        {
            forge.AddAgentDeployTarget(target, options =>
            {
                options.StateDirectory = Path.Join(directory, target, "state");
                options.DestinationRoot = Directory.CreateDirectory(Path.Join(directory, target, "root")).FullName;
                options.Variables["TARGET"] = target;
                options.Variables["NOTES"] = Notes(directory);
            });
        }

        var application = builder.Build();
        application.MapForgeAgents();
        return application;
    }
}
