using Forge.Cli.Configuration;
using Forge.Cli.Output;

namespace Forge.Cli.Hosting;

/// <summary>Targets whose agents poll.</summary>
internal static class AgentFleet
{
    private const string AgentFolder = "agents";
    private const string KeyFile = "server-key.pem";

    /// <summary>Adds what serves agents, with the key below a root.</summary>
    public static IForgeBuilder AddAgentHosting(this IForgeBuilder forge, string root) =>
        forge.AddAgents(options => options.KeyPath = Path.GetFullPath(Path.Combine(root, AgentFolder, KeyFile)));

    /// <summary>Adds a target.</summary>
    /// <exception cref="UserException">Its name is none for an agent, or it has a host too.</exception>
    public static void AddTarget(IForgeBuilder forge, TargetConfig target)
    {
        if (target.Host is not null)
        {
            throw new UserException($"The target '{target.Name}' has a host and is an agent: it can be one of the two.");
        }

        try
        {
            forge.AddAgentDeployTarget(target.Name, options =>
            {
                options.StateDirectory = target.StateDirectory ?? options.StateDirectory;
                options.DestinationRoot = target.DestinationRoot ?? options.DestinationRoot;
                FleetServices.Copy(target.Variables, options.Variables);
                FleetServices.Copy(target.Tags, options.Tags);
            });
        }
        catch (ArgumentException e)
        {
            throw new UserException(e.Message);
        }
    }

    /// <summary>Leaves out the targets that only the host can deploy to whom their agents poll.</summary>
    /// <exception cref="UserException">The group has one of them.</exception>
    public static ForgeConfig LeaveOut(ForgeConfig config, string group)
    {
        var agents = config.Targets.Where(target => target.Agent).Select(target => target.Name).ToHashSet(StringComparer.Ordinal);
        return config.Groups.FirstOrDefault(one => one.Name == group)?.Targets.FirstOrDefault(agents.Contains) is { } agent
            ? throw new UserException($"The target '{agent}' of '{group}' is a polling agent: only the host that it polls can deploy to it. Let a pipeline of 'forge serve' deploy.")
            : config with { Targets = [.. config.Targets.Where(target => !target.Agent)] };
    }
}
