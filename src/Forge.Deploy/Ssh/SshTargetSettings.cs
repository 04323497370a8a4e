using System.Collections.ObjectModel;

namespace Forge.Deploy.Ssh;

/// <summary>The options of a target as they were when it was made.</summary>
internal sealed record SshTargetSettings
{
    public required string Name { get; init; }

    public required SshEndpoint Endpoint { get; init; }

    /// <summary>Gets the hosts on the way, the first one first.</summary>
    public required IReadOnlyList<SshEndpoint> JumpHosts { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    public required TimeSpan KeepAliveInterval { get; init; }

    public required string StateDirectory { get; init; }

    public required string DestinationRoot { get; init; }

    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Copies the options.</summary>
    public static SshTargetSettings From(string name, SshDeployTargetOptions options) => new()
    {
        Name = name,
        Endpoint = SshEndpoint.From(options),
        JumpHosts = [.. options.JumpHosts.Select(SshEndpoint.From)],
        ConnectTimeout = options.ConnectTimeout,
        KeepAliveInterval = options.KeepAliveInterval,
        StateDirectory = options.StateDirectory.TrimEnd('/'),
        DestinationRoot = options.DestinationRoot.TrimEnd('/'),
        Variables = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(options.Variables, StringComparer.Ordinal)),
        Tags = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(options.Tags, StringComparer.Ordinal)),
    };
}
