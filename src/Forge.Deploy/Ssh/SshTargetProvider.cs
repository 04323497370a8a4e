using System.Globalization;
using Forge.Deploy.Inventories;

namespace Forge.Deploy.Ssh;

/// <summary>Makes targets that are reached over SSH from descriptions: what a description does not say, and every secret, comes from the host's options.</summary>
internal sealed class SshTargetProvider(Action<SshDeployTargetOptions> configure, ISecretStore? secrets, TimeProvider timeProvider) : IDeployTargetProvider
{
    private static readonly Dictionary<string, Action<SshDeployTargetOptions, string>> Setters = new(StringComparer.Ordinal)
    {
        ["host"] = (options, value) => options.Host = value,
        ["port"] = (options, value) => options.Port = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0,
        ["user"] = (options, value) => options.User = value,
        ["privateKeyPath"] = (options, value) => options.PrivateKeyPath = value,
        ["certificatePath"] = (options, value) => options.CertificatePath = value,
        ["passwordSecret"] = (options, value) => options.PasswordSecret = value,
        ["hostKey"] = (options, value) => (options.HostKey, options.KnownHostsPath) = (value, null),
        ["knownHostsPath"] = (options, value) => (options.HostKey, options.KnownHostsPath) = (null, value),
        ["stateDirectory"] = (options, value) => options.StateDirectory = value,
        ["destinationRoot"] = (options, value) => options.DestinationRoot = value,
    };

    /// <inheritdoc/>
    public string Kind => "ssh";

    /// <inheritdoc/>
    public IReadOnlyList<TargetSetting> Settings { get; } =
        [.. Setters.Keys.Select(name => new TargetSetting { Name = name, IsLocalPath = name is "privateKeyPath" or "certificatePath" or "knownHostsPath" })];

    /// <inheritdoc/>
    public IReadOnlyList<string> Check(TargetDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return description.Settings.ContainsKey("hostKey") && description.Settings.ContainsKey("knownHostsPath")
            ? [$"'{description.Name}' has both hostKey and knownHostsPath: leave one out."]
            : [.. (new SshDeployTargetOptionsValidator().Validate(description.Name, ToOptions(description with { Tags = TargetRules.NoTags })).Failures ?? []).Select(problem => $"'{description.Name}' cannot be reached so: {problem}")];
    }

    /// <inheritdoc/>
    public IDeployTarget Create(TargetDescription description) =>
        Check(description) is [var problem, ..] ? throw new ArgumentException(problem, nameof(description)) : new SshDeployTarget(description.Name, ToOptions(description), secrets, timeProvider);

    private SshDeployTargetOptions ToOptions(TargetDescription description)
    {
        var options = new SshDeployTargetOptions();
        configure(options);
        foreach (var (name, value) in description.Settings)
        {
            if (Setters.TryGetValue(name, out var set))
            {
                set(options, value);
            }
        }

        foreach (var (name, value) in description.Variables)
        {
            options.Variables[name] = value;
        }

        options.Tags.Clear();
        foreach (var (key, value) in description.Tags)
        {
            options.Tags[key] = value;
        }

        return options;
    }
}
