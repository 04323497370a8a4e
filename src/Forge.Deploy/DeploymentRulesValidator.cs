using Forge.Deploy.Planning;
using Microsoft.Extensions.Options;

namespace Forge.Deploy;

/// <summary>Checks what no single option shows: names that occur twice, configurations that do not exist.</summary>
internal sealed class DeploymentRulesValidator : IValidateOptions<DeploymentOptions>
{
    private const int MostPercent = 99;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DeploymentOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        foreach (var twice in Repeated(options.Groups.Select(group => group.Name)))
        {
            problems.AddError($"There are two deployment groups '{twice}': give one another name.");
        }

        foreach (var twice in Repeated(options.Configurations.Select(configuration => configuration.Name)))
        {
            problems.AddError($"There are two deployment configurations '{twice}': give one another name.");
        }

        foreach (var configuration in options.Configurations)
        {
            Check(configuration, problems);
        }

        var known = DeploymentConfigurations.Predefined.Keys.Concat(options.Configurations.Select(configuration => configuration.Name)).ToList();
        foreach (var group in options.Groups)
        {
            Check(group, known, problems);
        }

        return problems.Build();
    }

    private static void Check(DeploymentConfigurationOptions configuration, ValidateOptionsResultBuilder problems)
    {
        if (configuration.Name.StartsWith(DeploymentConfigurations.Prefix, StringComparison.Ordinal))
        {
            problems.AddError($"The deployment configuration '{configuration.Name}' takes the prefix of the predefined ones: give it another name.");
        }

        if (configuration is { Type: MinimumHealthyHostsType.FleetPercent, MinimumHealthyHosts: > MostPercent })
        {
            problems.AddError($"The deployment configuration '{configuration.Name}' wants {configuration.MinimumHealthyHosts} percent: the most is {MostPercent}.");
        }

        if (configuration.Zonal is { Type: MinimumHealthyHostsType.FleetPercent, MinimumHealthyHostsPerZone: > MostPercent and var percent })
        {
            problems.AddError($"The deployment configuration '{configuration.Name}' wants {percent} percent of each zone: the most is {MostPercent}.");
        }
    }

    private static void Check(DeploymentGroupOptions group, List<string> known, ValidateOptionsResultBuilder problems)
    {
        if (!known.Contains(group.Configuration))
        {
            problems.AddError($"The deployment group '{group.Name}' names the configuration '{group.Configuration}', which does not exist. There are {Names.List(known)}.");
        }

        if (group is { Targets.Count: 0, TagFilters.Count: 0, TagSet.Count: 0, Inventories.Count: 0 })
        {
            problems.AddError($"The deployment group '{group.Name}' selects no targets: set Targets, TagFilters, TagSet or Inventories.");
        }

        if (group is { TagFilters.Count: > 0, TagSet.Count: > 0 })
        {
            problems.AddError($"The deployment group '{group.Name}' has both TagFilters and TagSet: use one of them.");
        }

        foreach (var window in group.Windows)
        {
            Check(group, window, problems);
        }

        foreach (var twice in Repeated(group.Gates.Select(gate => gate.Name)))
        {
            problems.AddError($"The deployment group '{group.Name}' has two gates '{twice}': give one another name.");
        }

        foreach (var twice in Repeated(group.Triggers.Select(trigger => trigger.Name)))
        {
            problems.AddError($"The deployment group '{group.Name}' has two triggers '{twice}': give one another name.");
        }

        foreach (var gate in group.Gates.Where(gate => gate.Event is null == gate.Stage is DeploymentStage.BeforeEvent or DeploymentStage.AfterEvent))
        {
            problems.AddError(
                gate.Event is null
                    ? $"The gate '{gate.Name}' of the deployment group '{group.Name}' is {gate.Stage}, but of which? Set Event."
                    : $"The gate '{gate.Name}' of the deployment group '{group.Name}' is {gate.Stage} and names an event: remove Event, or choose BeforeEvent or AfterEvent.");
        }

        foreach (var twice in Repeated(group.Targets))
        {
            problems.AddError($"The deployment group '{group.Name}' names the target '{twice}' twice: remove one.");
        }
    }

    private static void Check(DeploymentGroupOptions group, DeploymentWindowOptions window, ValidateOptionsResultBuilder problems)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(window.TimeZone, out _))
        {
            problems.AddError($"A deployment window of the group '{group.Name}' has the time zone '{window.TimeZone}', which this machine does not know: use a name as in Europe/Berlin, or UTC.");
        }

        if (window.Days.Any(day => !Enum.IsDefined(day)))
        {
            problems.AddError($"A deployment window of the group '{group.Name}' begins on a day that the week does not have: use Sunday to Saturday.");
        }

        if (window.From.Ticks % TimeSpan.TicksPerMinute != 0 || window.To.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            problems.AddError($"A deployment window of the group '{group.Name}' does not begin and end on whole minutes: write times as in 22:30.");
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key);
}
