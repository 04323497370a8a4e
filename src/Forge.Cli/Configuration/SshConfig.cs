namespace Forge.Cli.Configuration;

/// <summary>What holds for every target of the kind <c>ssh</c> that an inventory lists, unless it says otherwise.</summary>
internal sealed record SshConfig
{
    public int Port { get; set; } = 22;

    public string? User { get; set; }

    public string? PrivateKeyPath { get; set; }

    public string? KnownHostsPath { get; set; }

    public string? StateDirectory { get; set; }
}
