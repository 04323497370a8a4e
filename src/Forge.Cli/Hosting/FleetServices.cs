using Forge.Cli.Configuration;
using Forge.Cli.Output;
using Forge.Deploy;
using Forge.Deploy.Ssh;

namespace Forge.Cli.Hosting;

/// <summary>Adds targets, inventories, configurations and deployment groups to a host.</summary>
internal static class FleetServices
{
    private static readonly Dictionary<string, TagFilterType> FilterTypes = new(StringComparer.Ordinal)
    {
        ["KEY_AND_VALUE"] = TagFilterType.KeyAndValue,
        ["KEY_ONLY"] = TagFilterType.KeyOnly,
        ["VALUE_ONLY"] = TagFilterType.ValueOnly,
    };

    private static readonly Dictionary<string, MinimumHealthyHostsType> MinimumTypes = new(StringComparer.Ordinal)
    {
        ["HOST_COUNT"] = MinimumHealthyHostsType.HostCount,
        ["FLEET_PERCENT"] = MinimumHealthyHostsType.FleetPercent,
    };

    /// <summary>Adds them.</summary>
    public static IForgeBuilder AddFleet(this IForgeBuilder forge, ForgeConfig config)
    {
        foreach (var target in config.Targets)
        {
            AddTarget(forge, target);
        }

        foreach (var inventory in config.Inventories)
        {
            forge.AddTargetInventory(inventory.Name, inventory.Path);
        }

        foreach (var alarm in config.Alarms)
        {
            forge.AddAlarm(alarm);
        }

        forge.AddLocalTargets().AddSshTargets(options => Set(options, config.Ssh));
        return forge.AddDeployments(options =>
        {
            foreach (var configuration in config.Configurations)
            {
                options.Configurations.Add(ToOptions(configuration));
            }

            foreach (var group in config.Groups)
            {
                options.Groups.Add(ToOptions(group));
            }
        });
    }

    private static void AddTarget(IForgeBuilder forge, TargetConfig target)
    {
        if (target.Agent)
        {
            AgentFleet.AddTarget(forge, target);
            return;
        }

        if (target.Host is null)
        {
            forge.AddLocalDeployTarget(target.Name, options =>
            {
                options.StateDirectory = target.StateDirectory ?? options.StateDirectory;
                options.DestinationRoot = target.DestinationRoot ?? options.DestinationRoot;
                Copy(target.Variables, options.Variables);
                Copy(target.Tags, options.Tags);
            });
            return;
        }

        forge.AddSshDeployTarget(target.Name, options =>
        {
            options.Host = target.Host;
            options.Port = target.Port;
            options.User = target.User ?? options.User;
            options.PrivateKeyPath = target.PrivateKeyPath ?? options.PrivateKeyPath;
            options.HostKey = target.HostKey ?? options.HostKey;
            options.KnownHostsPath = target.KnownHostsPath ?? options.KnownHostsPath;
            options.StateDirectory = target.StateDirectory ?? options.StateDirectory;
            options.DestinationRoot = target.DestinationRoot ?? options.DestinationRoot;
            Copy(target.Variables, options.Variables);
            Copy(target.Tags, options.Tags);
        });
    }

    private static void Set(SshDeployTargetOptions options, SshConfig config)
    {
        options.Port = config.Port;
        options.User = config.User ?? options.User;
        options.PrivateKeyPath = config.PrivateKeyPath ?? options.PrivateKeyPath;
        options.KnownHostsPath = config.KnownHostsPath ?? options.KnownHostsPath;
        options.StateDirectory = config.StateDirectory ?? options.StateDirectory;
    }

    private static DeploymentConfigurationOptions ToOptions(DeploymentConfig configuration) => new()
    {
        Name = configuration.Name,
        Type = Parse(configuration.Type, MinimumTypes, "type of minimum"),
        MinimumHealthyHosts = configuration.MinimumHealthyHosts,
        Zonal = configuration.Zonal is not { } zonal ? null : new ZonalConfigurationOptions
        {
            Tag = zonal.Tag,
            MonitorDuration = TimeSpan.FromSeconds(zonal.MonitorDurationInSeconds),
            FirstZoneMonitorDuration = zonal.FirstZoneMonitorDurationInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Type = Parse(zonal.Type, MinimumTypes, "type of minimum"),
            MinimumHealthyHostsPerZone = zonal.MinimumHealthyHostsPerZone,
        },
    };

    private static DeploymentGroupOptions ToOptions(GroupConfig group)
    {
        var options = new DeploymentGroupOptions
        {
            Name = group.Name,
            Application = group.Application,
            Configuration = group.Configuration,
            AutoRollback = group.AutoRollback ? RollbackTriggers.Failure | RollbackTriggers.Alarm : RollbackTriggers.None,
            IsElastic = group.IsElastic,
            OutdatedTargets = group.IgnoreOutdatedTargets ? OutdatedTargetsStrategy.Ignore : OutdatedTargetsStrategy.Update,
            HasTerminationHook = group.TerminationHook,
        };
        options.FileExistsBehavior = group.FileExistsBehavior is { } behavior ? ParseBehavior(behavior) : options.FileExistsBehavior;
        options.MaxRevisions = group.MaxRevisions ?? options.MaxRevisions;
        GroupRules.Set(options, group);
        AddTo(options.Targets, group.Targets);
        AddTo(options.Inventories, group.Inventories);
        AddTo(options.TagFilters, group.TagFilters.Select(ToOptions));
        foreach (var part in group.TagSet)
        {
            var filters = new TagFilterGroupOptions();
            AddTo(filters.AnyOf, part.Select(ToOptions));
            options.TagSet.Add(filters);
        }

        return options;
    }

    private static TagFilterOptions ToOptions(TagFilterConfig filter) =>
        new() { Key = filter.Key, Value = filter.Value, Type = Parse(filter.Type, FilterTypes, "type of tag filter") };

    private static T Parse<T>(string text, Dictionary<string, T> known, string what) =>
        known.TryGetValue(text, out var value) ? value : throw new UserException($"'{text}' is not a {what}: use one of {string.Join(", ", known.Keys)}.");

    private static FileExistsBehavior ParseBehavior(string text) =>
        Enum.TryParse<FileExistsBehavior>(text, ignoreCase: true, out var behavior)
            ? behavior
            : throw new UserException($"'{text}' is not a file exists behavior: use DISALLOW, OVERWRITE or RETAIN.");

    internal static void AddTo<T>(IList<T> list, IEnumerable<T> added)
    {
        foreach (var one in added)
        {
            list.Add(one);
        }
    }

    internal static void Copy(IReadOnlyDictionary<string, string> from, IDictionary<string, string> to)
    {
        foreach (var (name, value) in from)
        {
            to[name] = value;
        }
    }
}
