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

        foreach (var twice in Repeated(group.Targets))
        {
            problems.AddError($"The deployment group '{group.Name}' names the target '{twice}' twice: remove one.");
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key);
}
