using System.CommandLine;
using Forge.Artifacts;
using Forge.Cli.Configuration;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Forge.Deploy;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Verbs;

/// <summary><c>forge deploy</c> and <c>forge deploy local</c>: a revision goes to a fleet, or to this machine.</summary>
internal static class DeployVerb
{
    private const string LocalTarget = "local";
    private static readonly string[] BundleTypes = ["zip", "tar", "tgz", "directory"];
    private static readonly string[] Behaviors = ["DISALLOW", "OVERWRITE", "RETAIN"];

    public static Command Create(Terminal terminal)
    {
        var config = new Option<string>("--config") { Description = "the configuration with targets and groups", HelpName = "forge.json", Required = true };
        var group = new Option<string>("--group") { Description = "the deployment group", HelpName = "G", Required = true };
        var revision = new Option<string>("--revision") { Description = "a directory, an archive, or the key of a stored artifact", HelpName = "PATH|ARTIFACT", Required = true };
        var store = SharedOptions.OtherStore();
        var dryRun = new Option<bool>("--dry-run") { Description = "say what would be done, and deploy nothing" };
        var json = SharedOptions.Json();
        var verb = new Command("deploy", "Deploys a revision to a group.") { config, group, revision, store, dryRun, json, CreateLocal(terminal) };
        verb.SetAction((parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(group);
            var read = AgentFleet.LeaveOut(ForgeConfigReader.Read(parsed.GetRequiredValue(config)), name);
            read = read with { Store = parsed.GetValue(store) ?? read.Store };
            var known = read.Groups.Select(candidate => candidate.Name).ToList();
            return !known.Contains(name) ? throw new UserException($"There is no deployment group '{name}'. The configuration has: {string.Join(", ", known)}.")
                : parsed.GetValue(dryRun) ? PlanAsync(read, name, parsed.GetRequiredValue(revision), terminal, cancellationToken)
                : DeployAsync(read, name, parsed.GetRequiredValue(revision), parsed.GetValue(json), terminal, cancellationToken);
        });
        return verb;
    }

    private static Command CreateLocal(Terminal terminal)
    {
        var location = new Option<string>("--bundle-location") { Description = "the revision: a path, or with --store a key (default .)", HelpName = "P", DefaultValueFactory = _ => "." };
        var type = new Option<string>("--type") { Description = "what the revision is", DefaultValueFactory = _ => BundleTypes[^1] };
        type.AcceptOnlyFromAmong(BundleTypes);
        var group = new Option<string>("--deployment-group") { Description = "the group whose files are replaced", HelpName = "G", DefaultValueFactory = _ => "default-local-deployment-group" };
        var application = new Option<string>("--application-name") { Description = "the application", HelpName = "A", DefaultValueFactory = _ => "local" };
        var behavior = new Option<string>("--file-exists-behavior") { Description = "what happens to a file that is there already", DefaultValueFactory = _ => Behaviors[0] };
        behavior.AcceptOnlyFromAmong(Behaviors);
        var root = new Option<string>("--deployment-root") { Description = "where revisions and logs are kept", HelpName = "DIR", DefaultValueFactory = _ => "/opt/forge/deployment-root" };
        var most = new Option<int>("--max-revisions") { Description = "how many revisions are kept, 1 or more (default 5)", HelpName = "N", DefaultValueFactory = _ => 5 };
        var store = SharedOptions.OtherStore();
        var json = SharedOptions.Json();
        var verb = new Command("local", "Deploys a revision to this machine.") { location, type, group, application, behavior, root, most, store, json };
        verb.SetAction((parsed, cancellationToken) =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(root));
            var isDirectory = Directory.Exists(parsed.GetRequiredValue(location));
            return parsed.GetValue(store) is null && isDirectory != (parsed.GetRequiredValue(type) == BundleTypes[^1])
                ? throw new UserException($"'{parsed.GetRequiredValue(location)}' is not of the type {parsed.GetRequiredValue(type)}: set --type to one of {string.Join(", ", BundleTypes)}.")
                : DeployAsync(
                    new ForgeConfig
                    {
                        Root = Path.Combine(folder, ".forge-local"),
                        Store = parsed.GetValue(store),
                        Targets = [new TargetConfig { Name = LocalTarget, StateDirectory = folder }],
                        Groups =
                        [
                            new GroupConfig
                            {
                                Name = parsed.GetRequiredValue(group),
                                Application = parsed.GetRequiredValue(application),
                                Targets = [LocalTarget],
                                AutoRollback = false,
                                FileExistsBehavior = parsed.GetRequiredValue(behavior),
                                MaxRevisions = parsed.GetValue(most),
                            },
                        ],
                    },
                    parsed.GetRequiredValue(group),
                    parsed.GetRequiredValue(location),
                    parsed.GetValue(json),
                    terminal,
                    cancellationToken);
        });
        return verb;
    }

    private static Task<int> PlanAsync(ForgeConfig config, string group, string revision, Terminal terminal, CancellationToken cancellationToken) => HostRun.RunAsync(
        forge => forge.AddStorage(config.Root, config.Store).AddFleet(ForOneDeployment(config)),
        async (services, token) =>
        {
            var application = config.Groups.First(candidate => candidate.Name == group).Application;
            var key = await ToKeyAsync(services.GetRequiredService<IArtifactStore>(), revision, application, token).ConfigureAwait(false);
            var plan = await services.GetRequiredService<DeploymentEngine>().PlanAsync(new DeploymentRequest { Group = group, Revision = key }, token).ConfigureAwait(false);
            PlanPrinter.Print(plan, terminal);
            return ExitCode.Success;
        },
        cancellationToken);

    private static Task<int> DeployAsync(
        ForgeConfig config, string group, string revision, bool json, Terminal terminal, CancellationToken cancellationToken) => HostRun.RunAsync(
        forge => forge.AddStorage(config.Root, config.Store).AddFleet(ForOneDeployment(config)),
        async (services, token) =>
        {
            var application = config.Groups.First(candidate => candidate.Name == group).Application;
            var key = await ToKeyAsync(services.GetRequiredService<IArtifactStore>(), revision, application, token).ConfigureAwait(false);
            var engine = services.GetRequiredService<DeploymentEngine>();
            var printer = new ProgressPrinter(terminal);
            var id = await engine.CreateAsync(new DeploymentRequest { Group = group, Revision = key }, token).ConfigureAwait(false);
            var result = await printer.FollowAsync(engine, id, token).ConfigureAwait(false);
            if (result.RollbackDeploymentId is { } rollback)
            {
                terminal.Say($"rolling back as {rollback}");
                await printer.FollowAsync(engine, rollback, token).ConfigureAwait(false);
            }

            terminal.Say($"Deployment {id} {result.Status.ToString().ToUpperInvariant()} {result.Message}".TrimEnd());
            if (json)
            {
                terminal.Json(DeploymentReport.From(result), CliJson.Default.DeploymentReport);
            }

            return result.Status is DeploymentStatus.Succeeded ? ExitCode.Success : ExitCode.Failed;
        },
        cancellationToken);

    // What begins by itself is for a host that stays.
    private static ForgeConfig ForOneDeployment(ForgeConfig config) =>
        config with { Groups = [.. config.Groups.Select(group => group with { IsElastic = false, TerminationHook = false })] };

    private static async Task<ArtifactKey> ToKeyAsync(IArtifactStore store, string revision, string application, CancellationToken cancellationToken)
    {
        if (!Path.Exists(revision) && ArtifactKey.TryParse(revision, out var key) && await store.StatAsync(key, cancellationToken).ConfigureAwait(false) is not null)
        {
            return key;
        }

        return (await Bundle.StoreAsync(store, revision, application, cancellationToken).ConfigureAwait(false)).Key;
    }
}
