namespace Forge.Shared.Yaml;

/// <summary>What a YAML file may ask of us.</summary>
internal sealed record YamlLimits
{
    /// <summary>Gets the limits for spec files.</summary>
    public static YamlLimits Default { get; } = new();

    /// <summary>Gets the most bytes.</summary>
    public int Bytes { get; init; } = 256 * 1024;

    /// <summary>Gets how deep lists and maps may nest.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>Gets the most nodes, with every alias counted as what it stands for.</summary>
    public int Nodes { get; init; } = 10_000;
}
