using System.Collections.ObjectModel;

namespace Forge.Deploy.Agents.Connections;

/// <summary>A machine whose agent polls this host. The machine may be behind a firewall or NAT: it opens every connection.</summary>
internal sealed class AgentDeployTarget : IDeployTarget
{
    private readonly AgentHub _hub;
    private readonly TimeSpan _connectTimeout;
    private readonly DeployPlatform _platform;

    /// <summary>Initializes a new instance of the <see cref="AgentDeployTarget"/> class.</summary>
    public AgentDeployTarget(string name, AgentDeployTargetOptions options, AgentHub hub)
    {
        Name = name;
        Tags = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(options.Tags, StringComparer.Ordinal));
        _hub = hub;
        _connectTimeout = options.ConnectTimeout;
        _platform = new DeployPlatform
        {
            Target = name,
            OperatingSystem = "",
            User = "",
            IsAdministrator = false,
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
        var connection = await _hub.WaitAsync(Name, _connectTimeout, cancellationToken).ConfigureAwait(false);
        var reported = connection.Platform;
        return new AgentDeploySession(
            connection,
            _platform with
            {
                OperatingSystem = reported.OperatingSystem,
                User = reported.User,
                IsAdministrator = reported.IsAdministrator,
                BootId = reported.BootId,
            });
    }
}
