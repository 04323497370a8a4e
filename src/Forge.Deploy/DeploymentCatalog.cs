using System.Collections.Frozen;
using Forge.Artifacts;
using Forge.Deploy.Alarms;
using Forge.Deploy.Driving;
using Forge.Deploy.Gates;
using Forge.Deploy.Inventories;
using Forge.Deploy.Planning;

namespace Forge.Deploy;

/// <summary>What a host can deploy to and from: groups, configurations, targets, stores. Immutable; says clearly what there is not.</summary>
internal sealed class DeploymentCatalog
{
    private readonly FrozenDictionary<string, DeploymentGroupOptions> _groups;
    private readonly FrozenDictionary<string, DeploymentWindows> _windows;
    private readonly FrozenDictionary<string, MinimumHealthyHosts> _configurations;
    private readonly FrozenDictionary<string, ZonalRule> _zonal;
    private readonly FrozenDictionary<string, IDeployTarget> _targets;
    private readonly FrozenDictionary<string, IArtifactStore> _stores;
    private readonly FrozenDictionary<string, IAlarm> _alarms;
    private readonly FrozenDictionary<string, IDeploymentGate> _gates;
    private readonly FrozenDictionary<string, IDeployTargetProvider> _providers;

    /// <summary>Initializes a new instance of the <see cref="DeploymentCatalog"/> class.</summary>
    /// <exception cref="ArgumentException">Two targets, two stores, two alarms or two gates have one name.</exception>
    public DeploymentCatalog(
        DeploymentOptions options,
        IEnumerable<IDeployTarget> targets,
        IEnumerable<IArtifactStore> stores,
        IEnumerable<IAlarm> alarms,
        IEnumerable<IDeploymentGate>? gates = null,
        IEnumerable<IDeployTargetProvider>? providers = null)
    {
        _groups = options.Groups.ToFrozenDictionary(group => group.Name, Copy, StringComparer.Ordinal);
        _windows = options.Groups.ToFrozenDictionary(group => group.Name, group => new DeploymentWindows([.. group.Windows.Select(DeploymentWindow.Of)]), StringComparer.Ordinal);
        _configurations = options.Configurations
            .ToDictionary(configuration => configuration.Name, ToMinimum)
            .Concat(DeploymentConfigurations.Predefined)
            .ToFrozenDictionary(StringComparer.Ordinal);
        _zonal = options.Configurations.Where(configuration => configuration.Zonal is not null)
            .ToFrozenDictionary(configuration => configuration.Name, configuration => ToRule(configuration.Zonal!), StringComparer.Ordinal);
        _targets = ByName(targets, target => target.Name, "deploy targets");
        _stores = ByName(stores, store => store.Name, "artifact stores");
        _gates = ByName(gates ?? [], gate => gate.Name, "deployment gates");
        _alarms = ByName(alarms, alarm => alarm.Name, "alarms");
        _providers = ByName(providers ?? [], provider => provider.Kind, "deploy target providers");
    }

    /// <summary>Gets the groups.</summary>
    public IReadOnlyList<DeploymentGroupOptions> Groups => _groups.Values;

    /// <summary>Gets the targets that the host has added itself.</summary>
    public IReadOnlyList<IDeployTarget> Targets => _targets.Values;

    /// <summary>Finds a group.</summary>
    /// <exception cref="DeploymentRefusedException">There is no such group.</exception>
    public DeploymentGroupOptions Group(string name)
    {
        if (!_groups.TryGetValue(name, out var group))
        {
            throw new DeploymentRefusedException(
                $"There is no deployment group '{name}'. {Names.Hint(name, _groups.Keys)}", DeploymentFailure.DeploymentGroupMissing);
        }

        return group;
    }

    /// <summary>Finds a configuration.</summary>
    /// <exception cref="DeploymentRefusedException">There is no such configuration.</exception>
    public MinimumHealthyHosts Configuration(string name) =>
        _configurations.TryGetValue(name, out var minimum)
            ? minimum
            : throw new DeploymentRefusedException(
                $"There is no deployment configuration '{name}'. {Names.Hint(name, _configurations.Keys)}", DeploymentFailure.HealthConstraintsInvalid);

    /// <summary>Finds how a configuration goes from zone to zone; null when it does not care.</summary>
    public ZonalRule? Zonal(string configuration) => _zonal.GetValueOrDefault(configuration);

    /// <summary>Finds a store; the only one when no name is given.</summary>
    /// <exception cref="DeploymentRefusedException">There is no such store, or no name was given and there are several.</exception>
    public IArtifactStore Store(string name)
    {
        if (name is "" && _stores.Values is [var only])
        {
            return only;
        }

        return _stores.TryGetValue(name, out var store)
            ? store
            : throw new DeploymentRefusedException(
                name is ""
                    ? $"The deployment group does not say which artifact store its revisions come from, and the host does not have exactly one. There are: {Names.List(_stores.Keys)}."
                    : $"There is no artifact store '{name}'. {Names.Hint(name, _stores.Keys)}",
                DeploymentFailure.RevisionMissing);
    }

    /// <summary>Finds when deployments to a group may begin: always for a group that is not there any longer.</summary>
    public DeploymentWindows Windows(string group) => _windows.GetValueOrDefault(group) ?? DeploymentWindows.Always;

    /// <summary>Finds a target of a deployment: one that the host has added, or one that is made from what the deployment keeps of it.</summary>
    /// <returns>The target, or null when this host cannot reach it.</returns>
    public IDeployTarget? Target(DeploymentTarget target) =>
        target.Description is not { } description ? _targets.GetValueOrDefault(target.Name)
        : _providers.TryGetValue(description.Kind, out var provider) ? provider.Create(description)
        : null;

    /// <summary>Finds what makes targets of a kind.</summary>
    /// <returns>The provider, or null.</returns>
    public IDeployTargetProvider? Provider(string kind) => _providers.GetValueOrDefault(kind);

    /// <summary>Gets the kinds of targets that can be described.</summary>
    public IReadOnlyList<string> Kinds => _providers.Keys;

    /// <summary>Finds alarms.</summary>
    /// <exception cref="DeploymentRefusedException">One of them does not exist.</exception>
    public IReadOnlyList<IAlarm> Alarms(IEnumerable<string> names) =>
    [
        .. names.Select(name => _alarms.TryGetValue(name, out var alarm)
            ? alarm
            : throw new DeploymentRefusedException($"There is no alarm '{name}'. {Names.Hint(name, _alarms.Keys)}", DeploymentFailure.ResourceNotFound)),
    ];

    /// <summary>Finds the alarms of a deployment that was created before this host started: one that is not registered any longer cannot be read.</summary>
    public IReadOnlyList<IAlarm> AlarmsOf(DeploymentCreated created) =>
    [
        .. created.Alarms.Select(name => _alarms.GetValueOrDefault(name)
            ?? new DelegateAlarm(name, _ => throw new AlarmException($"There is no alarm '{name}' in this host any longer. Register it, or deploy without it.", name, isTransient: false))),
    ];

    /// <summary>Finds a gate.</summary>
    /// <returns>The gate, or null.</returns>
    public IDeploymentGate? Gate(string name) => _gates.GetValueOrDefault(name);

    /// <summary>Finds the gates of a group.</summary>
    /// <returns>The gates in the group's order, or null for none.</returns>
    /// <exception cref="DeploymentRefusedException">One of them is not registered.</exception>
    public IReadOnlyList<GatePlan>? Gates(DeploymentGroupOptions group)
    {
        if (group.Gates.FirstOrDefault(gate => gate.Gate is not "" && !_gates.ContainsKey(gate.Gate)) is { } missing)
        {
            throw new DeploymentRefusedException(
                $"The deployment group '{group.Name}' asks the gate '{missing.Gate}', which is not registered. {Names.Hint(missing.Gate, _gates.Keys)}", DeploymentFailure.ResourceNotFound);
        }

        return group.Gates.Count is 0 ? null : [.. group.Gates.Select(GatePlan.Of)];
    }

    /// <summary>Gets the names of the groups.</summary>
    public IReadOnlyList<string> GroupNames => _groups.Keys;

    // The host may go on changing its own object.
    private static DeploymentGroupOptions Copy(DeploymentGroupOptions group)
    {
        var copy = new DeploymentGroupOptions
        {
            Name = group.Name,
            Application = group.Application is "" ? group.Name : group.Application,
            Configuration = group.Configuration,
            AutoRollback = group.AutoRollback,
            IgnoreUnreadableAlarms = group.IgnoreUnreadableAlarms,
            FileExistsBehavior = group.FileExistsBehavior,
            MaxRevisions = group.MaxRevisions,
            ArtifactStore = group.ArtifactStore,
            IsElastic = group.IsElastic,
            OutdatedTargets = group.OutdatedTargets,
            HasTerminationHook = group.HasTerminationHook,
            QueueBehavior = group.QueueBehavior,
            BakeTime = group.BakeTime,
        };
        GroupSelection.Copy(group, copy);
        foreach (var trigger in group.Triggers)
        {
            copy.Triggers.Add(trigger);
        }

        foreach (var gate in group.Gates)
        {
            copy.Gates.Add(gate);
        }

        foreach (var window in group.Windows)
        {
            copy.Windows.Add(window);
        }

        foreach (var alarm in group.Alarms)
        {
            copy.Alarms.Add(alarm);
        }

        return copy;
    }

    private static MinimumHealthyHosts ToMinimum(DeploymentConfigurationOptions options) => ToMinimum(options.Type, options.MinimumHealthyHosts);

    private static MinimumHealthyHosts ToMinimum(MinimumHealthyHostsType type, int minimum) =>
        type is MinimumHealthyHostsType.FleetPercent ? new MinimumHealthyHosts.FleetPercent(minimum) : new MinimumHealthyHosts.HostCount(minimum);

    private static ZonalRule ToRule(ZonalConfigurationOptions options) => new(
        options.Tag, ToMinimum(options.Type, options.MinimumHealthyHostsPerZone), options.FirstZoneMonitorDuration ?? options.MonitorDuration, options.MonitorDuration);

    private static FrozenDictionary<string, T> ByName<T>(IEnumerable<T> registered, Func<T, string> name, string what)
    {
        var byName = registered.GroupBy(name, StringComparer.Ordinal).ToList();
        return byName.Find(same => same.Count() > 1) is { } twice
            ? throw new ArgumentException($"Two {what} have the name '{twice.Key}'. Give one of them another name.", nameof(registered))
            : byName.ToFrozenDictionary(same => same.Key, same => same.Single(), StringComparer.Ordinal);
    }
}
