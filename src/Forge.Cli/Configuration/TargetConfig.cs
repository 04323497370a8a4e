namespace Forge.Cli.Configuration;

/// <summary>A deploy target: this machine, one that is reached over SSH when <see cref="Host"/> is set, or one whose agent polls when <see cref="Agent"/> is.</summary>
internal sealed record TargetConfig
{
    public required string Name { get; init; }

    public bool Agent { get; set; }

    public string? Host { get; set; }

    public int Port { get; set; } = 22;

    public string? User { get; set; }

    public string? PrivateKeyPath { get; set; }

    public string? HostKey { get; set; }

    public string? KnownHostsPath { get; set; }

    public string? StateDirectory { get; set; }

    public string? DestinationRoot { get; set; }

    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>();
}
