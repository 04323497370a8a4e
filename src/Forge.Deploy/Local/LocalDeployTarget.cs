using System.Collections.ObjectModel;

namespace Forge.Deploy.Local;

/// <summary>This machine as a deploy target.</summary>
internal sealed class LocalDeployTarget : IDeployTarget
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    private readonly TimeProvider _timeProvider;
    private readonly DeployPlatform _platform;

    /// <summary>Initializes a new instance of the <see cref="LocalDeployTarget"/> class.</summary>
    public LocalDeployTarget(string name, LocalDeployTargetOptions options, TimeProvider timeProvider)
    {
        Name = name;
        Tags = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(options.Tags, StringComparer.Ordinal));
        _timeProvider = timeProvider;
        _platform = new DeployPlatform
        {
            Target = name,
            OperatingSystem = OperatingSystem.IsWindows() ? "windows" : "linux",
            User = Environment.UserName,
            IsAdministrator = Environment.IsPrivilegedProcess,
            StateDirectory = options.StateDirectory.TrimEnd('/'),
            DestinationRoot = options.DestinationRoot.TrimEnd('/'),
            Variables = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(options.Variables, StringComparer.Ordinal)),
        };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Tags { get; }

    /// <inheritdoc/>
    public async Task<IDeploySession> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bootId = File.Exists(BootIdFile) ? await File.ReadAllTextAsync(BootIdFile, cancellationToken).ConfigureAwait(false) : "";
        return new LocalDeploySession(_platform with { BootId = bootId.Trim() }, _timeProvider);
    }
}
