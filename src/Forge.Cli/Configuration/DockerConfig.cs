namespace Forge.Cli.Configuration;

/// <summary>The Docker engine that builds run on.</summary>
internal sealed record DockerConfig
{
    public string? Endpoint { get; set; }

    public string? DefaultImage { get; set; }
}
