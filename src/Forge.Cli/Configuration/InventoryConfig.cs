namespace Forge.Cli.Configuration;

/// <summary>A file that lists targets.</summary>
internal sealed record InventoryConfig
{
    public required string Name { get; init; }

    public required string Path { get; init; }
}
