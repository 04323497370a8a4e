using System.CommandLine;
using Forge.Cli.Configuration;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Forge.Deploy;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Cli.Verbs;

/// <summary><c>forge deployments</c>: looks at deployments, also while a host runs; answers and stops them, and locks groups, while none does.</summary>
internal static class DeploymentsVerb
{
    public static Command Create(Terminal terminal) => new("deployments", "Looks at deployments, answers and stops them, locks groups.")
    {
        List(terminal),
        Show(terminal),
        Log(terminal),
        Waiting(terminal),
        Order("stop", "Stops a deployment: what runs is finished, no more is begun.", "id", (services, order, token) =>
            services.GetRequiredService<DeploymentEngine>().StopAsync(order.On, order.By, cancellationToken: token)),
        Order("approve", "Lets a deployment go on that waits for a person.", "question", (services, order, token) =>
            services.GetRequiredService<DeploymentApprovals>().ApproveAsync(order.On, order.By, order.Reason, token)),
        Order("reject", "Lets a deployment fail that waits for a person.", "question", (services, order, token) =>
            services.GetRequiredService<DeploymentApprovals>().RejectAsync(order.On, order.By, order.Reason, token)),
        Order("lock", "Locks a group: no deployment to it begins.", "group", (services, order, token) =>
            services.GetRequiredService<DeploymentLocks>().LockAsync(order.On, order.By, order.Reason, token)),
        Order("unlock", "Unlocks a group.", "group", (services, order, token) =>
            UnlockAsync(services, order, terminal, token)),
    };

    private static Command List(Terminal terminal)
    {
        var config = Config();
        var group = new Option<string>("--group") { Description = "only those of this group", HelpName = "G" };
        var status = new Option<DeploymentStatus[]>("--status") { Description = "only those that stand so; may be repeated" };
        var creator = new Option<string>("--creator") { Description = "only those that this one asked for", HelpName = "WHO" };
        var after = new Option<string>("--after") { Description = "go on after this deployment", HelpName = "ID" };
        var most = new Option<int>("--most") { Description = "how many, 1 or more (default 20)", HelpName = "N", DefaultValueFactory = _ => 20 };
        var verb = new Command("list", "Lists deployments, the newest first.") { config, group, status, creator, after, most };
        verb.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(config), isReadOnly: true, async (services, token) =>
        {
            var filter = new DeploymentFilter
            {
                Group = parsed.GetValue(group),
                Statuses = parsed.GetValue(status) ?? [],
                Creator = parsed.GetValue(creator),
                After = parsed.GetValue(after),
                Most = Math.Max(parsed.GetValue(most), 1),
            };
            await foreach (var one in services.GetRequiredService<DeploymentHistory>().ListAsync(filter, token).ConfigureAwait(false))
            {
                terminal.Result($"{one.DeploymentId} {one.CreatedAt:u} {one.Group} {one.Status} {one.Creator} {one.Revision}");
            }
        }, cancellationToken));
        return verb;
    }

    private static Command Log(Terminal terminal)
    {
        var (config, id) = (Config(), new Argument<string>("id"));
        var target = new Option<string>("--target") { Description = "the target", HelpName = "T", Required = true };
        var verb = new Command("log", "Prints everything that a deployment's hooks printed on a target.") { id, config, target };
        verb.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(config), isReadOnly: true, async (services, token) =>
        {
            var lines = services.GetRequiredService<DeploymentHistory>().ReadLogAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(target), token);
            await foreach (var line in lines.ConfigureAwait(false))
            {
                terminal.Result(line);
            }
        }, cancellationToken));
        return verb;
    }

    private static Command Waiting(Terminal terminal)
    {
        var config = Config();
        var verb = new Command("waiting", "Lists what waits for a person.") { config };
        verb.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(config), isReadOnly: true, async (services, token) =>
        {
            await foreach (var gate in services.GetRequiredService<DeploymentApprovals>().ListAsync(token).ConfigureAwait(false))
            {
                terminal.Result($"{gate.Id} {gate.Group} {gate.Stage} until {gate.Deadline:u}");
            }
        }, cancellationToken));
        return verb;
    }

    private static Command Show(Terminal terminal)
    {
        var (config, id) = (Config(), new Argument<string>("id"));
        var verb = new Command("show", "Prints how a deployment stands, target by target.") { id, config };
        verb.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(config), isReadOnly: true, async (services, token) =>
        {
            var wanted = parsed.GetRequiredValue(id);
            var deployment = await services.GetRequiredService<DeploymentEngine>().GetAsync(wanted, token).ConfigureAwait(false)
                ?? throw new UserException($"There is no deployment '{wanted}'.");
            DeploymentPrinter.Print(deployment, terminal);
        }, cancellationToken));
        return verb;
    }

    private static Command Order(string name, string description, string argument, Func<IServiceProvider, DeploymentOrder, CancellationToken, Task> work)
    {
        var (config, on) = (Config(), new Argument<string>(argument));
        var by = new Option<string>("--by") { Description = "who says so (default: your account)", HelpName = "WHO", DefaultValueFactory = _ => Environment.UserName };
        var reason = new Option<string>("--reason") { Description = "why", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var force = new Option<bool>("--force") { Description = "break somebody else's lock" };
        var verb = new Command(name, description) { on, config, by };
        if (name is "approve" or "reject" or "lock")
        {
            verb.Add(reason);
            reason.Required = name is not "approve";
        }

        if (name is "unlock")
        {
            verb.Add(force);
        }

        verb.SetAction((parsed, cancellationToken) =>
        {
            var order = new DeploymentOrder(parsed.GetRequiredValue(on), parsed.GetRequiredValue(by), parsed.GetValue(reason) ?? "", parsed.GetValue(force));
            return RunAsync(parsed.GetRequiredValue(config), isReadOnly: false, (services, token) => work(services, order, token), cancellationToken);
        });
        return verb;
    }

    private static async Task UnlockAsync(IServiceProvider services, DeploymentOrder order, Terminal terminal, CancellationToken cancellationToken)
    {
        var gone = await services.GetRequiredService<DeploymentLocks>().UnlockAsync(order.On, order.By, order.IsForced, cancellationToken).ConfigureAwait(false);
        terminal.Say(gone is null ? "It was not locked." : $"The lock of {gone.Owner} is gone: {gone.Reason}");
    }

    private static Option<string> Config() => new("--config") { Description = "the configuration with targets and groups", HelpName = "forge.json", Required = true };

    // No worker is started: this looks at deployments, and drives none.
    private static async Task<int> RunAsync(string config, bool isReadOnly, Func<IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var read = ForgeConfigReader.Read(config);
        var services = new ServiceCollection().AddLogging();
        var forge = services.AddForge();
        (isReadOnly ? forge.AddReadOnlyStorage(read.Root, read.Store) : forge.AddStorage(read.Root, read.Store)).AddFleet(read);
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            try
            {
                await work(provider, cancellationToken).ConfigureAwait(false);
            }
            catch (ArgumentException e)
            {
                throw new UserException(e.Message);
            }
        }

        return ExitCode.Success;
    }
}
