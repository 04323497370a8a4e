using Forge.Deploy.Inventories;

namespace Forge.Deploy.Local;

/// <summary>Makes targets on this machine from descriptions.</summary>
internal sealed class LocalTargetProvider(TimeProvider timeProvider) : IDeployTargetProvider
{
    private const string StateDirectory = "stateDirectory";
    private const string DestinationRoot = "destinationRoot";

    /// <inheritdoc/>
    public string Kind => "local";

    /// <inheritdoc/>
    public IReadOnlyList<TargetSetting> Settings { get; } =
        [new() { Name = StateDirectory, IsLocalPath = true }, new() { Name = DestinationRoot, IsLocalPath = true }];

    /// <inheritdoc/>
    public IReadOnlyList<string> Check(TargetDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return [.. (new LocalDeployTargetOptionsValidator().Validate(description.Name, ToOptions(description with { Tags = TargetRules.NoTags })).Failures ?? []).Select(problem => $"'{description.Name}' cannot be reached so: {problem}")];
    }

    /// <inheritdoc/>
    public IDeployTarget Create(TargetDescription description) =>
        Check(description) is [var problem, ..] ? throw new ArgumentException(problem, nameof(description)) : new LocalDeployTarget(description.Name, ToOptions(description), timeProvider);

    private static LocalDeployTargetOptions ToOptions(TargetDescription description)
    {
        var options = new LocalDeployTargetOptions();
        options.StateDirectory = description.Settings.GetValueOrDefault(StateDirectory, options.StateDirectory);
        options.DestinationRoot = description.Settings.GetValueOrDefault(DestinationRoot, options.DestinationRoot);
        foreach (var (name, value) in description.Variables)
        {
            options.Variables[name] = value;
        }

        foreach (var (key, value) in description.Tags)
        {
            options.Tags[key] = value;
        }

        return options;
    }
}
