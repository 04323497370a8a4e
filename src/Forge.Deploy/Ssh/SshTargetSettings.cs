using System.Collections.ObjectModel;

namespace Forge.Deploy.Ssh;

/// <summary>The options of a target as they were when it was made.</summary>
internal sealed record SshTargetSettings
{
    public required string Name { get; init; }

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string User { get; init; }

    public required string PrivateKeyPath { get; init; }

    public required SecretValue? PrivateKeyPassphrase { get; init; }

    public required string? HostKey { get; init; }

    public required string? KnownHostsPath { get; init; }

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
        Host = options.Host,
        Port = options.Port,
        User = options.User,
        PrivateKeyPath = options.PrivateKeyPath,
        PrivateKeyPassphrase = options.PrivateKeyPassphrase,
        HostKey = string.IsNullOrEmpty(options.HostKey) ? null : options.HostKey,
        KnownHostsPath = options.KnownHostsPath,
        ConnectTimeout = options.ConnectTimeout,
        KeepAliveInterval = options.KeepAliveInterval,
        StateDirectory = options.StateDirectory.TrimEnd('/'),
        DestinationRoot = options.DestinationRoot.TrimEnd('/'),
        Variables = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(options.Variables, StringComparer.Ordinal)),
        Tags = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(options.Tags, StringComparer.Ordinal)),
    };
}
