namespace Forge.Cli.Configuration;

/// <summary>When a group takes deployments. Times as in <c>22:00</c>; a window that ends before it begins goes over midnight.</summary>
internal sealed record WindowConfig
{
    /// <summary>Gets the days on which it opens, in English; none means every day.</summary>
    public IReadOnlyList<string> Days { get; set; } = [];

    public required string From { get; init; }

    public required string To { get; init; }

    public string TimeZone { get; set; } = "UTC";
}
