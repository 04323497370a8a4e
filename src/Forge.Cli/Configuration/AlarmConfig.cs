namespace Forge.Cli.Configuration;

/// <summary>An alarm: a page that answers with a success while all is well, or a query of Prometheus that returns nothing while all is well.</summary>
internal sealed record AlarmConfig
{
    public required string Name { get; init; }

    /// <summary>Gets the page; null where Prometheus is asked.</summary>
    public string? Url { get; set; }

    /// <summary>Gets the address of Prometheus.</summary>
    public string? Server { get; set; }

    /// <summary>Gets what Prometheus is asked.</summary>
    public string? Query { get; set; }
}
