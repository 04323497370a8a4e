namespace Forge.Cli.Configuration;

/// <summary>Finds targets by a tag.</summary>
internal sealed record TagFilterConfig
{
    public string Key { get; set; } = "";

    public string Value { get; set; } = "";

    /// <summary>Gets what of the tag counts: KEY_AND_VALUE, KEY_ONLY or VALUE_ONLY.</summary>
    public string Type { get; set; } = "KEY_AND_VALUE";
}
