namespace Forge.Deploy;

/// <summary>A setting that the description of a target may have.</summary>
public sealed record TargetSetting
{
    /// <summary>Gets the name, in lower camel case.</summary>
    public required string Name { get; init; }

    /// <summary>Gets a value indicating whether the value is a path on the host's own machine. In a file it is relative to the file's folder.</summary>
    public bool IsLocalPath { get; init; }
}
