namespace Forge.Deploy.Ssh;

/// <summary>A host that is logged in to, as the options said when the target was made: the target, or one on the way to it.</summary>
internal sealed record SshEndpoint
{
    private const int DefaultPort = 22;

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string User { get; init; }

    public required SshCredentials Credentials { get; init; }

    public required string? HostKey { get; init; }

    public required string? KnownHostsPath { get; init; }

    /// <summary>Gets the name by which <c>known_hosts</c> files know the host.</summary>
    public string KnownAs => (Port == DefaultPort ? Host : $"[{Host}]:{Port}").ToLowerInvariant();

    /// <summary>Copies the options of a target.</summary>
    public static SshEndpoint From(SshDeployTargetOptions options) => new()
    {
        Host = options.Host,
        Port = options.Port,
        User = options.User,
        Credentials = new SshCredentials(options.PrivateKeyPath, options.CertificatePath, options.PrivateKeyPassphrase, options.Password, options.PasswordSecret),
        HostKey = string.IsNullOrEmpty(options.HostKey) ? null : options.HostKey,
        KnownHostsPath = options.KnownHostsPath,
    };

    /// <summary>Copies the options of a host on the way.</summary>
    public static SshEndpoint From(SshJumpHostOptions options) => new()
    {
        Host = options.Host,
        Port = options.Port,
        User = options.User,
        Credentials = new SshCredentials(options.PrivateKeyPath, options.CertificatePath, options.PrivateKeyPassphrase, options.Password, options.PasswordSecret),
        HostKey = string.IsNullOrEmpty(options.HostKey) ? null : options.HostKey,
        KnownHostsPath = options.KnownHostsPath,
    };

    /// <summary>Returns the account, the host and the port.</summary>
    public override string ToString() => $"{User}@{Host}:{Port}";
}
